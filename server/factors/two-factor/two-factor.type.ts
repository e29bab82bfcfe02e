import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The protection of an account.' })
export class TwoFactorStatus {
  @Field(() => Boolean, { description: 'Whether at least one primary factor (app or key) is set up.' })
  enabled!: boolean;

  @Field(() => Boolean, { description: 'Whether policy requires a second factor of this account.' })
  required!: boolean;

  accountId!: string;
  recommendable!: boolean;
  enrolBy!: number | null;
}
