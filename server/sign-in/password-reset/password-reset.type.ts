import { Field, Int, ObjectType } from 'type-graphql';
import type { SecondFactor } from '../../platform/acting/sign-in-method.js';
import { SecondFactorMethod } from '../../sessions/tokens/second-factor-method.type.js';
import type { OpenedReset } from './password-reset.service.js';

@ObjectType('PasswordReset', {
  description: 'The account that a link for a forgotten password leads to, and what it asks for.',
})
export class PasswordResetType {
  @Field(() => String, { description: 'The login of the account whose password it is.' })
  login!: string;

  @Field(() => [SecondFactorMethod], {
    description: 'The methods of which one is asked for, best first; none where there is no second factor.',
  })
  methods!: SecondFactor[];

  @Field(() => Int, {
    nullable: true,
    description: 'The number of digits of the authenticator app’s code, if the app is among the methods.',
  })
  codeDigits!: number | null;

  @Field(() => Date, { description: 'The time at which the link expires.' })
  expiresAt!: Date;
}

export const toPasswordResetType = (opened: OpenedReset): PasswordResetType => ({
  ...opened,
  expiresAt: new Date(opened.expiresAt),
});
