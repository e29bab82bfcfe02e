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
import { accountOfEach } from './account-of-each.type.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { DeviceList } from '../sessions/devices/device-list.js';
import { DeviceType, toDeviceType } from '../sessions/devices/device.type.js';
import { callerOf, type Context } from '../platform/graphql/context.js';
import { FILTER, given, PAGE, PageInput, pageOf, toPage } from '../platform/graphql/page.type.js';
import type { AccessOfAccountsService } from './access-of-accounts.service.js';

@ObjectType({ description: 'One page of devices.' })
export class DevicePage extends pageOf(DeviceType, 'devices') {}

@InputType('DeviceFilter', { description: 'A filter; all conditions that are given must hold.' })
export class DeviceFilterInput {
  @Field(() => ID, { nullable: true, description: 'Devices of this account.' })
  accountId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Devices of the accounts that are in this group.' })
  groupId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Devices that are trusted now, or those that are not.',
  })
  trusted?: boolean | null;
}

@Resolver(() => DeviceType)
export class DevicesOfAccountsResolver {
  private readonly accountsById = accountOfEach(() => this.accounts);

  constructor(
    private readonly list: DeviceList,
    private readonly access: AccessOfAccountsService,
    private readonly accounts: AccountsService,
  ) {}

  @Authorized('accounts:read')
  @Query(() => DevicePage, {
    description:
      'The devices of all accounts, sorted by lastSeenAt, createdAt or trustedUntil; empty while allowUsedDevices is off.',
  })
  async devices(
    @Arg('filter', () => DeviceFilterInput, FILTER)
    filter: DeviceFilterInput | null,
    @Arg('page', () => PageInput, PAGE)
    page: PageInput | null,
    @Ctx() context: Context,
  ): Promise<DevicePage> {
    const { items, total } = await this.list.page(
      callerOf(context),
      given(filter ?? new DeviceFilterInput()),
      toPage(page),
    );
    return { items: items.map(toDeviceType), total };
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => DeviceType, {
    description: 'Stops trusting a device of any account: the next sign-in on it asks for the second factor.',
  })
  async untrustAccountDevice(
    @Arg('id', () => ID, { description: 'The device’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<DeviceType> {
    return toDeviceType(await this.access.untrust(callerOf(context), id));
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => DeviceType, {
    description: 'Signs out a device of any account: revokes its tokens, stored or signed, and its trust.',
  })
  async signOutAccountDevice(
    @Arg('id', () => ID, { description: 'The device’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<DeviceType> {
    return toDeviceType(await this.access.signOut(callerOf(context), id));
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => Boolean, { description: 'Forgets a device of any account, its trust and its tokens.' })
  async removeAccountDevice(
    @Arg('id', () => ID, { description: 'The device’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.access.forget(callerOf(context), id);
    return true;
  }

  @Authorized('accounts:read')
  @FieldResolver(() => AccountType, { description: 'The account that it belongs to.' })
  async account(@Root() { row }: DeviceType, @Ctx() { loaders }: Context): Promise<AccountType> {
    return toAccountType(await loaders.load(this.accountsById, row.accountId));
  }
}
