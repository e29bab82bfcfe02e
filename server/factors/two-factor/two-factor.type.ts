import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('AuthenticatorApp', { description: 'An authenticator app (TOTP, RFC 6238) that is set up.' })
export class AuthenticatorAppType {
  @Field(() => Date, { description: 'When it was set up.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The last accepted code.' })
  lastUsedAt!: Date | null;

  @Field(() => Int, { description: 'How many digits its codes have.' })
  digits!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How far the app’s clock was off at the last accepted code, in time steps of 30 s; above 0 it was ahead.',
  })
  clockSkew!: number | null;
}

@ObjectType({ description: 'How an account is protected.' })
export class TwoFactorStatus {
  @Field(() => Boolean, { description: 'At least one primary factor (app or key) is set up.' })
  enabled!: boolean;

  @Field(() => Boolean, { description: 'By policy, for this account.' })
  required!: boolean;

  @Field(() => Boolean, {
    description: 'Should be recommended: showRecommendationToConfigure, and not enabled.',
  })
  recommended!: boolean;

  accountId!: string;
  enrolBy!: number | null;
}
