import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import { rowOfEach } from '../../platform/graphql/loaders.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import { type BypassCodesService, HOURS, USES } from './bypass-codes.service.js';

const EXPIRES_AT = 'The time until which it can be used; sessions that it began end then, too.';

@ObjectType('BypassCode', {
  description: 'A temporary code in place of a second factor that is not at hand, shown once.',
})
export class BypassCodeType {
  @Field(() => String, { description: 'The code, to be handed over in a way that proves who the person is.' })
  code!: string;

  @Field(() => Int, { description: 'The number of sign-ins that it is good for.' })
  uses!: number;

  @Field(() => Date, { description: EXPIRES_AT })
  expiresAt!: Date;
}

@ObjectType('BypassCodeStatus', { description: 'A temporary code that can be used; never the code itself.' })
export class BypassCodeStatusType {
  @Field(() => Int, { description: 'The number of sign-ins that it is still good for.' })
  usesLeft!: number;

  @Field(() => Date, { description: EXPIRES_AT })
  expiresAt!: Date;
}

@Resolver(() => TwoFactorStatus)
export class BypassCodesResolver {
  private readonly statusOf = rowOfEach(
    (ids) => this.bypassCodes.statusOf(ids),
    ({ accountId }) => accountId,
  );

  constructor(private readonly bypassCodes: BypassCodesService) {}

  @Authorized('accounts:support', 'proved')
  @Costly({ hashes: 1 })
  @Mutation(() => BypassCodeType, {
    description:
      'Issues a temporary code for a person whose second factor is not at hand; factors stay as they are. An earlier one stops working. FORBIDDEN for one’s own account, CONFLICT for one that is disabled or has no second factor.',
  })
  async issueBypassCode(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Arg('hours', () => Int, {
      defaultValue: HOURS.usual,
      description: `The number of hours for which it can be used, from 1 to ${HOURS.most}.`,
    })
    hours: number,
    @Arg('uses', () => Int, {
      defaultValue: USES.usual,
      description: `The number of sign-ins that it is good for, from 1 to ${USES.most}.`,
    })
    uses: number,
    @Ctx() context: Context,
  ): Promise<BypassCodeType> {
    const issued = await this.bypassCodes.issue(callerOf(context), accountId, hours, uses);
    return { ...issued, expiresAt: new Date(issued.expiresAt) };
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => Boolean, {
    description:
      'Withdraws a temporary code. The sessions that it began are revoked; signed ones all. NOT_FOUND if none can be used any more.',
  })
  async withdrawBypassCode(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.bypassCodes.withdraw(callerOf(context), accountId);
    return true;
  }

  @FieldResolver(() => BypassCodeStatusType, {
    nullable: true,
    description: 'The temporary code that an administrator has issued, while it can be used.',
  })
  async bypassCode(
    @Root() { accountId }: TwoFactorStatus,
    @Ctx() { loaders }: Context,
  ): Promise<BypassCodeStatusType | null> {
    const status = await loaders.load(this.statusOf, accountId);
    return status && { usesLeft: status.usesLeft, expiresAt: new Date(status.expiresAt) };
  }
}
