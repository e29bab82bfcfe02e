import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { callerOf, type Context } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { given } from '../platform/graphql/page.type.js';
import { AccountType, toAccountType } from './account.type.js';
import { CreateAccountInput } from './account-changes.type.js';
import type { NewAccountsService } from './new-accounts.service.js';
import { toPasswordLinkType } from './password-links/password-link.type.js';
import type { PasswordLinksService } from './password-links/password-links.service.js';

@Resolver(() => AccountType)
export class NewAccountsResolver {
  constructor(
    private readonly newAccounts: NewAccountsService,
    private readonly links: PasswordLinksService,
  ) {}

  @Authorized('accounts:manage', 'proved')
  @Costly({ hashes: 1, mails: 1 })
  @Mutation(() => AccountType, {
    description:
      'Creates an account. Without a password, the person chooses one by passwordLink. BAD_USER_INPUT, CONFLICT if the login is taken, or TOO_MANY_ATTEMPTS after 5 mails to its address in a day.',
  })
  async createAccount(
    @Arg('input', () => CreateAccountInput, { description: 'The account to create.' })
    input: CreateAccountInput,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    const caller = callerOf(context);
    const { login, password, generatePassword, ...rest } = input;
    const newcomer = { login, ...given(rest), ...(password != null && { password }) };
    if (generatePassword === true) {
      const { account, password: generated } = await this.newAccounts.createWithGenerated(caller, newcomer);
      return { ...toAccountType(account), generatedPassword: generated };
    }
    if (password != null) return toAccountType(await this.newAccounts.create(caller, newcomer));
    const { account, link } = await this.links.invite(caller, newcomer);
    return { ...toAccountType(account), passwordLink: toPasswordLinkType(link) };
  }
}
