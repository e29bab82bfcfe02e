import { Field, InputType, registerEnumType } from 'type-graphql';
import type { Locale } from './contact.entity.js';

export enum LocaleEnum {
  EN = 'en',
  DE = 'de',
  FR = 'fr',
  ES = 'es',
}
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

@InputType('ContactInput', { description: 'What to change; the rest stays as it is, null removes.' })
export class ContactInput {
  @Field(() => String, { nullable: true, description: 'Where to write to; without it, a login that is one.' })
  email?: string | null;

  @Field(() => LocaleEnum, { nullable: true, description: 'In which language; without it MAIL_LOCALE.' })
  locale?: Locale | null;
}
