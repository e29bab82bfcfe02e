import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { AccountType, toAccountType } from '../accounts/account.type.js';
import { callerOf, type Context } from '../platform/graphql/context.js';
import { FILTER, given, PAGE, PageInput, pageOf, toPage } from '../platform/graphql/page.type.js';
import { AuthTokenType, toAuthTokenType } from '../sessions/tokens/auth-token.type.js';
import { accountOfEach } from './account-of-each.type.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { TokenList } from '../sessions/tokens/token-list.js';
import type { AccessOfAccountsService } from './access-of-accounts.service.js';

@ObjectType({ description: 'One page of tokens.' })
export class AuthTokenPage extends pageOf(AuthTokenType, 'tokens') {}

@InputType('AuthTokenFilter', { description: 'A filter; all conditions that are given must hold.' })
export class AuthTokenFilterInput {
  @Field(() => ID, { nullable: true, description: 'Tokens of this account.' })
  accountId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Tokens of the accounts that are in this group.' })
  groupId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Tokens that are live, or expired ones that await clean-up.',
  })
  live?: boolean | null;
}

@Resolver(() => AuthTokenType)
export class TokensOfAccountsResolver {
  private readonly accountsById = accountOfEach(() => this.accounts);

  constructor(
    private readonly list: TokenList,
    private readonly access: AccessOfAccountsService,
    private readonly accounts: AccountsService,
  ) {}

  @Authorized('accounts:read')
  @Query(() => AuthTokenPage, {
    description:
      'The tokens of all accounts, sorted by createdAt or expiresAt. Signed tokens are not stored, so they are not listed.',
  })
  async authTokens(
    @Arg('filter', () => AuthTokenFilterInput, FILTER)
    filter: AuthTokenFilterInput | null,
    @Arg('page', () => PageInput, PAGE)
    page: PageInput | null,
    @Ctx() context: Context,
  ): Promise<AuthTokenPage> {
    const { items, total } = await this.list.page(
      callerOf(context),
      given(filter ?? new AuthTokenFilterInput()),
      toPage(page),
    );
    return { items: items.map(toAuthTokenType), total };
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => Boolean, {
    description: 'Revokes a token of any account. NOT_FOUND if it has ended already.',
  })
  async revokeAccountToken(
    @Arg('id', () => ID, { description: 'The token’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.access.revoke(callerOf(context), id);
    return true;
  }

  @Authorized('settings:manage', 'proved')
  @Mutation(() => Boolean, {
    description:
      'Revokes everyone’s tokens, stored or signed, including the caller’s: immediately on this server, within 2 s on the others. BAD_USER_INPUT unless confirmed.',
  })
  async revokeAllTokens(
    @Arg('confirm', () => Boolean, { description: 'Whether everyone has to sign in again.' })
    confirm: boolean,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.access.revokeEveryones(callerOf(context), confirm);
    context.dropTokenCookie();
    return true;
  }

  @Authorized('accounts:read')
  @FieldResolver(() => AccountType, { description: 'The account that it belongs to.' })
  async account(@Root() { row }: AuthTokenType, @Ctx() { loaders }: Context): Promise<AccountType> {
    return toAccountType(await loaders.load(this.accountsById, row.accountId));
  }
}
