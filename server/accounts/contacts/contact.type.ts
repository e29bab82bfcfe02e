import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { type Locale, LOCALES } from '../../platform/locale.js';

export const LocaleEnum = Object.fromEntries(LOCALES.map((locale) => [locale.toUpperCase(), locale]));
registerEnumType(LocaleEnum, {
  name: 'Locale',
  description: 'A language people are written to in.',
  valuesConfig: {
    EN: { description: 'English.' },
    DE: { description: 'German.' },
    FR: { description: 'French.' },
    ES: { description: 'Spanish.' },
  },
});

@ObjectType('RefusedAddress', { description: 'An address that the mail relay refuses for good.' })
export class RefusedAddressType {
  @Field(() => String, { description: 'The address.' })
  address!: string;

  @Field(() => String, { description: 'The relay’s answer, such as SMTP 550.' })
  reason!: string;

  @Field(() => Date, { description: 'When a mail was last refused.' })
  at!: Date;
}

@InputType('ContactInput', { description: 'What to change; the rest stays as it is, null removes.' })
export class ContactInput {
  @Field(() => String, { nullable: true, description: 'Where to write to; without it, a login that is one.' })
  email?: string | null;

  @Field(() => LocaleEnum, { nullable: true, description: 'In which language; without it MAIL_LOCALE.' })
  locale?: Locale | null;
}
