import type adminEn from './admin-en';
import type en from './en';

type Shape<T> = { [Key in keyof T]: T[Key] extends string ? string : Shape<T[Key]> };

/** What everybody reads. Every language has every text of the English catalogue, and no other. */
export type CommonTexts = Shape<typeof en>;
/** What only administrators read, and so fetch. */
export type AdminTexts = Shape<typeof adminEn>;
export type Catalogue = CommonTexts & { admin: AdminTexts };

type Keys<T, Prefix extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Prefix}${Key}` : Keys<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];

export type TextKey = Keys<typeof en & { admin: typeof adminEn }>;
