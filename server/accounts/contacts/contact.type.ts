import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { type Locale, LOCALES } from '../../platform/locale.js';

export const LocaleEnum = Object.fromEntries(LOCALES.map((locale) => [locale.toUpperCase(), locale]));
registerEnumType(LocaleEnum, {
  name: 'Locale',
  description: 'A language for e-mails and notifications.',
  valuesConfig: {
    EN: { description: 'English.' },
    DE: { description: 'German.' },
    FR: { description: 'French.' },
    ES: { description: 'Spanish.' },
    NL: { description: 'Dutch.' },
    HU: { description: 'Hungarian.' },
    RU: { description: 'Russian.' },
  },
});

@ObjectType('RefusedAddress', { description: 'An address that the mail relay refuses permanently.' })
export class RefusedAddressType {
  @Field(() => String, { description: 'The address.' })
  address!: string;

  @Field(() => String, { description: 'The mail relay’s answer, such as SMTP 550.' })
  reason!: string;

  @Field(() => Date, { description: 'The time at which an e-mail was last refused.' })
  at!: Date;
}

@InputType('ContactInput', {
  description: 'The fields to change; the others stay as they are, and null removes a value.',
})
export class ContactInput {
  @Field(() => String, {
    nullable: true,
    description: 'The e-mail address; without it, the login if that is one.',
  })
  email?: string | null;

  @Field(() => LocaleEnum, {
    nullable: true,
    description: 'The language of e-mails; MAIL_LOCALE if it is left out.',
  })
  locale?: Locale | null;
}
