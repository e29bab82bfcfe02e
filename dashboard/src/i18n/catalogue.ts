import type en from './en';

type Shape<T> = { [Key in keyof T]: T[Key] extends string ? string : Shape<T[Key]> };

/** Every language has every text of the English catalogue, and no other. */
export type Catalogue = Shape<typeof en>;

type Keys<T, Prefix extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Prefix}${Key}` : Keys<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];

export type TextKey = Keys<typeof en>;
