import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../../accounts/account.type.js';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { DeviceType, toDeviceType } from './device.type.js';
import type { Device } from './device.entity.js';
import type { TokensService } from '../tokens/tokens.service.js';
import type { DevicesService } from './devices.service.js';
import { PLACE, PlaceType } from '../../platform/graphql/place.type.js';
import type { Places } from '../../platform/places/places.js';
import { type Batch, isAmong, rowsOfEach } from '../../platform/graphql/loaders.js';

const devicesOfAccounts = (service: () => DevicesService): Batch<Device[]> =>
  rowsOfEach(
    (ids) => service().listMany(ids),
    ({ accountId }) => accountId,
  );

@Resolver(() => DeviceType)
export class DevicesResolver {
  private readonly ofAccounts = devicesOfAccounts(() => this.devices);
  private readonly withTokens = isAmong((ids) => this.tokens.devicesSignedIn(ids));

  constructor(
    private readonly devices: DevicesService,
    private readonly tokens: TokensService,
    private readonly places: Places,
  ) {}

  @Authorized()
  @Query(() => [DeviceType], {
    description: 'One’s own devices, last seen first; empty while allowUsedDevices is off.',
  })
  async myDevices(@Ctx() context: Context): Promise<DeviceType[]> {
    return (await context.loaders.load(this.ofAccounts, sessionOf(context).account.id)).map(toDeviceType);
  }

  @Authorized('proved')
  @Mutation(() => DeviceType, {
    description:
      'Trusts this session’s device. METHOD_DISABLED while trust is switched off, CONFLICT without a second factor.',
  })
  async trustCurrentDevice(@Ctx() context: Context): Promise<DeviceType> {
    return toDeviceType(await this.devices.trustCurrent(sessionOf(context)));
  }

  @Authorized()
  @Mutation(() => DeviceType, {
    description: 'Renames a device; up to 100 characters. METHOD_DISABLED while the list is switched off.',
  })
  async renameDevice(
    @Arg('id', () => ID, { description: 'The device’s identifier.' }) id: string,
    @Arg('name', () => String, { description: 'One line of up to 100 characters.' }) name: string,
    @Ctx() context: Context,
  ): Promise<DeviceType> {
    return toDeviceType(await this.devices.rename(sessionOf(context), id, name));
  }

  @Authorized()
  @Mutation(() => DeviceType, {
    description: 'Stops trusting a device: the next sign-in on it asks for the second factor.',
  })
  async untrustDevice(
    @Arg('id', () => ID, { description: 'The device’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<DeviceType> {
    const session = sessionOf(context);
    return toDeviceType(await this.devices.untrust(session, session.account.id, id));
  }

  @Authorized()
  @Mutation(() => [DeviceType], { description: 'Stops trusting all of one’s own devices.' })
  async untrustAllDevices(@Ctx() context: Context): Promise<DeviceType[]> {
    return (await this.devices.untrustAll(sessionOf(context))).map(toDeviceType);
  }

  @Authorized('proved')
  @Mutation(() => Boolean, { description: 'Forgets the device, its trust and its tokens.' })
  async removeDevice(
    @Arg('id', () => ID, { description: 'The device’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    const session = sessionOf(context);
    await this.devices.remove(session, session.account.id, id);
    return true;
  }

  @FieldResolver(() => PlaceType, PLACE)
  place(@Root() { ipAddress }: DeviceType, @Ctx() { locale }: Context): Promise<PlaceType | null> {
    return this.places.of(ipAddress, locale);
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description: 'The time until which it is trusted; null: it is not trusted.',
  })
  async trustedUntil(@Root() { row }: DeviceType): Promise<Date | null> {
    const until = await this.devices.trustedUntilNow(row);
    return until === null ? null : new Date(until);
  }

  @FieldResolver(() => Boolean, { description: 'The device of this very session.' })
  current(@Root() { id }: DeviceType, @Ctx() { session }: Context): boolean {
    return session?.deviceId === id;
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether it holds a live token. While tokens are not stored, this is known of the current device only.',
  })
  async signedIn(@Root() { id }: DeviceType, @Ctx() { session, loaders }: Context): Promise<boolean> {
    return session?.deviceId === id || loaders.load(this.withTokens, id);
  }
}

@Resolver(() => AccountType)
export class AccountDevicesResolver {
  private readonly ofAccounts = devicesOfAccounts(() => this.service);

  constructor(private readonly service: DevicesService) {}

  @Authorized()
  @FieldResolver(() => [DeviceType], {
    description: 'The account’s devices, last seen first; empty while allowUsedDevices is off.',
  })
  async devices(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<DeviceType[]> {
    return (await loaders.load(this.ofAccounts, id)).map(toDeviceType);
  }
}
