import { Field, ObjectType } from 'type-graphql';

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
