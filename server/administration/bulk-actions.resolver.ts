import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { AccountOutcome, toAccountOutcome } from '../accounts/account-outcome.type.js';
import { callerOf, type Context } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { type Acts, applyToAccounts, type BulkAction } from './bulk-actions.js';
import { enumOf } from '../platform/graphql/enum.type.js';

export const AccountAction = enumOf<BulkAction>('AccountAction', 'An action on many accounts at once.', {
  REQUIRE_TWO_FACTOR: 'Requires a second factor of the accounts (requireTwoFactor).',
  REMIND_TO_ENROL:
    'Reminds the accounts by mail to set up the second factor that is required of them; CONFLICT for one that lacks none or has no address.',
  INVITE:
    'E-mails the accounts a new link by which their first password is chosen; CONFLICT for one that has a password or is disabled, PASSWORD_ELSEWHERE, BAD_USER_INPUT for one without an address, TOO_MANY_ATTEMPTS after 5 e-mails in a day.',
  RESET_TWO_FACTOR:
    'Resets the second factors of the accounts, as resetTwoFactor does; CONFLICT for one that has none.',
  REVOKE_TOKENS: 'Signs the accounts out everywhere.',
  DISABLE: 'Disables the accounts: revokes tokens and trust, and refuses sign-in.',
  ENABLE: 'Enables the accounts: they can sign in again.',
});

@Resolver()
export class BulkActionsResolver {
  constructor(private readonly acts: Acts) {}

  @Authorized('accounts:support', 'proved')
  @Costly({ rows: 100, mails: 100 })
  @Mutation(() => [AccountOutcome], {
    description: 'Acts on up to 100 accounts, each done or refused separately. BAD_USER_INPUT for more.',
  })
  async applyToAccounts(
    @Arg('ids', () => [ID], { description: 'The accounts, 1 to 100.' }) ids: string[],
    @Arg('action', () => AccountAction, { description: 'The action to take on each.' }) action: BulkAction,
    @Ctx() context: Context,
  ): Promise<AccountOutcome[]> {
    const outcomes = await applyToAccounts(this.acts, callerOf(context), ids, action);
    return outcomes.map(toAccountOutcome);
  }
}
