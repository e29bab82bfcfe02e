import { Field, ObjectType } from 'type-graphql';
import type { IssuedPasswordLink } from './password-links.service.js';

@ObjectType('PasswordLink', {
  description:
    'By which a person chooses the password of an account, once. Shown once, or mailed and never shown.',
})
export class PasswordLinkType {
  @Field(() => String, {
    nullable: true,
    description: 'To be handed over by a way that proves who the person is; null when it was mailed.',
  })
  url!: string | null;

  @Field(() => String, { nullable: true, description: 'For setPasswordByLink; null when it was mailed.' })
  token!: string | null;

  @Field(() => String, { nullable: true, description: 'The address it was mailed to.' })
  sentTo!: string | null;

  @Field(() => Date, { description: 'Until when it can be used.' })
  expiresAt!: Date;
}

export const toPasswordLinkType = (link: IssuedPasswordLink): PasswordLinkType => ({
  ...link,
  expiresAt: new Date(link.expiresAt),
});
