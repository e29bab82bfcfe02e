import { Arg, Authorized, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { RecoveryCodesService } from './recovery-codes.service.js';

@ObjectType('RecoveryCode', { description: 'For a person who lost all factors. Shown once.' })
export class RecoveryCodeType {
  @Field(() => String, { description: 'To be handed over by a way that proves who the person is.' })
  code!: string;

  @Field(() => Date, { description: 'Until when it can be used.' })
  expiresAt!: Date;
}

@Resolver()
export class RecoveryCodesResolver {
  constructor(private readonly recoveryCodes: RecoveryCodesService) {}

  @Authorized('administrator', 'proved')
  @Costly({ hashes: 1 })
  @Mutation(() => RecoveryCodeType, {
    description:
      'A code in place of the second factor, good once and for 24 hours; voids an earlier one. CONFLICT without a second factor.',
  })
  async issueRecoveryCode(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Ctx() context: Context,
  ): Promise<RecoveryCodeType> {
    const { code, expiresAt } = await this.recoveryCodes.issue(sessionOf(context), accountId);
    return { code, expiresAt: new Date(expiresAt) };
  }
}
