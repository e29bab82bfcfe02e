import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { EXPECTED } from '../../platform/graphql/expected.js';
import { rowsOfEach, valueOfEach } from '../../platform/graphql/loaders.js';
import { given, PAGE, PageInput, toPage } from '../../platform/graphql/page.type.js';
import {
  CreateServiceAccountInput,
  ExpectedServiceAccountInput,
  IssuedServiceToken,
  ServiceAccountPage,
  ServiceAccountType,
  ServiceTokenType,
  toIssued,
  toServiceAccountType,
  toServiceTokenType,
  UpdateServiceAccountInput,
} from './service-account.type.js';
import type { ServiceAccountsService } from './service-accounts.service.js';
import type { ServiceTokensService } from './service-tokens.service.js';

const ID_OF = { description: 'The service account’s identifier.' };
const TOKEN = { description: 'The token’s identifier.' };

@Resolver(() => ServiceAccountType)
export class ServiceAccountsResolver {
  private readonly tokensOf = rowsOfEach(
    (ids) => this.serviceTokens.ofAccounts(ids),
    ({ serviceAccountId }) => serviceAccountId,
  );
  private readonly usesOf = valueOfEach((ids) => this.serviceTokens.lastUsed(ids), null);

  constructor(
    private readonly service: ServiceAccountsService,
    private readonly serviceTokens: ServiceTokensService,
  ) {}

  @Authorized('service-accounts:read')
  @Query(() => ServiceAccountPage, { description: 'The service accounts, sorted by name or createdAt.' })
  async serviceAccounts(
    @Arg('page', () => PageInput, PAGE) page: PageInput | null,
  ): Promise<ServiceAccountPage> {
    const { items, total } = await this.service.page(toPage(page));
    return { items: items.map(toServiceAccountType), total };
  }

  @Authorized('service-accounts:read')
  @Query(() => ServiceAccountType, {
    nullable: true,
    description: 'The service account with this identifier; null if there is none.',
  })
  async serviceAccount(@Arg('id', () => ID, ID_OF) id: string): Promise<ServiceAccountType | null> {
    const account = await this.service.find(id);
    return account && toServiceAccountType(account);
  }

  @Authorized('service-accounts:manage', 'proved')
  @Mutation(() => ServiceAccountType, {
    description:
      'Creates a service account, which has no token yet. CONFLICT if another one has its name; FORBIDDEN for permissions that one’s own role does not include.',
  })
  async createServiceAccount(
    @Arg('input', () => CreateServiceAccountInput, { description: 'The service account to create.' })
    input: CreateServiceAccountInput,
    @Ctx() context: Context,
  ): Promise<ServiceAccountType> {
    const { name, permissions, allowedNetworks } = input;
    const asked = { name, permissions, ...(allowedNetworks && { allowedNetworks }) };
    return toServiceAccountType(await this.service.create(callerOf(context), asked));
  }

  @Authorized('service-accounts:manage', 'proved')
  @Mutation(() => ServiceAccountType, {
    description:
      'Changes a service account, at once for the tokens that it has. CONFLICT if another one has that name, or if a value is not as `expected`: `extensions.changed` then has the present values; FORBIDDEN for permissions that one’s own role does not include.',
  })
  async updateServiceAccount(
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('input', () => UpdateServiceAccountInput, { description: 'The fields to change.' })
    input: UpdateServiceAccountInput,
    @Arg('expected', () => ExpectedServiceAccountInput, EXPECTED)
    expected: ExpectedServiceAccountInput | null | undefined,
    @Ctx() context: Context,
  ): Promise<ServiceAccountType> {
    const seen = expected ? given(expected) : {};
    return toServiceAccountType(await this.service.update(callerOf(context), id, given(input), seen));
  }

  @Authorized('service-accounts:manage', 'proved')
  @Mutation(() => Boolean, { description: 'Deletes a service account with its tokens.' })
  async deleteServiceAccount(
    @Arg('id', () => ID, ID_OF) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.service.delete(callerOf(context), id);
    return true;
  }

  @Authorized('service-accounts:manage', 'proved')
  @Mutation(() => IssuedServiceToken, {
    description:
      'Issues a token. CONFLICT if there are five that work; FORBIDDEN if its service account may do more than one’s own role.',
  })
  async issueServiceToken(
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('days', () => Int, { description: 'The number of days for which it works, 1 to 366.' }) days: number,
    @Ctx() context: Context,
  ): Promise<IssuedServiceToken> {
    return toIssued(await this.serviceTokens.issue(callerOf(context), id, days));
  }

  @Authorized('service-accounts:manage', 'proved')
  @Mutation(() => IssuedServiceToken, {
    description:
      'Issues another token in the place of this one, for as long as this one was issued for. CONFLICT if it has ended or was replaced already, or if there are five that work; FORBIDDEN as issueServiceToken.',
  })
  async rotateServiceToken(
    @Arg('id', () => ID, TOKEN) id: string,
    @Arg('overlapDays', () => Int, {
      description: 'The number of days for which the old one goes on, 0 to 7.',
    })
    overlapDays: number,
    @Ctx() context: Context,
  ): Promise<IssuedServiceToken> {
    return toIssued(await this.serviceTokens.rotate(callerOf(context), id, overlapDays));
  }

  @Authorized('service-accounts:manage', 'proved')
  @Mutation(() => Boolean, { description: 'Ends a token at once. NOT_FOUND for one that has ended.' })
  async revokeServiceToken(
    @Arg('id', () => ID, TOKEN) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.serviceTokens.revoke(callerOf(context), id);
    return true;
  }

  @FieldResolver(() => [ServiceTokenType], {
    description: 'Its tokens that have not ended, latest first: five at most.',
  })
  async tokens(@Root() { id }: ServiceAccountType, @Ctx() { loaders }: Context): Promise<ServiceTokenType[]> {
    return (await loaders.load(this.tokensOf, id)).map(toServiceTokenType);
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description:
      'The time of its last use, to the minute, also by a token that has ended in the last month; null: there was none.',
  })
  async lastUsedAt(@Root() { id }: ServiceAccountType, @Ctx() { loaders }: Context): Promise<Date | null> {
    const at = await loaders.load(this.usesOf, id);
    return at === null ? null : new Date(at);
  }
}
