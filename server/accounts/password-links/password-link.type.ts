import { Field, ObjectType } from 'type-graphql';
import type { IssuedPasswordLink } from './password-links.service.js';

@ObjectType('PasswordLink', {
  description:
    'A link by which a person chooses the account’s password, once. It is shown once, or e-mailed and never shown.',
})
export class PasswordLinkType {
  @Field(() => String, {
    nullable: true,
    description:
      'The link, to be handed over in a way that proves who the person is; null if it was e-mailed.',
  })
  url!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The token for setPasswordByLink; null if it was e-mailed.',
  })
  token!: string | null;

  @Field(() => String, { nullable: true, description: 'The address to which it was e-mailed.' })
  sentTo!: string | null;

  @Field(() => Date, { description: 'The time until which it can be used.' })
  expiresAt!: Date;
}

export const toPasswordLinkType = (link: IssuedPasswordLink): PasswordLinkType => ({
  ...link,
  expiresAt: new Date(link.expiresAt),
});
