import { Arg, Authorized, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { RecoveryCodesService } from './recovery-codes.service.js';

@ObjectType('RecoveryCode', { description: 'A code for a person who lost all factors, shown once.' })
export class RecoveryCodeType {
  @Field(() => String, { description: 'The code, to be handed over in a way that proves who the person is.' })
  code!: string;

  @Field(() => Date, { description: 'The time until which it can be used.' })
  expiresAt!: Date;
}

@Resolver()
export class RecoveryCodesResolver {
  constructor(private readonly recoveryCodes: RecoveryCodesService) {}

  @Authorized('accounts:support', 'proved')
  @Costly({ hashes: 1 })
  @Mutation(() => RecoveryCodeType, {
    description:
      'Issues a code that replaces the second factor once, within 24 hours. Earlier codes stop working. CONFLICT if the account has no second factor.',
  })
  async issueRecoveryCode(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Ctx() context: Context,
  ): Promise<RecoveryCodeType> {
    const { code, expiresAt } = await this.recoveryCodes.issue(callerOf(context), accountId);
    return { code, expiresAt: new Date(expiresAt) };
  }
}
