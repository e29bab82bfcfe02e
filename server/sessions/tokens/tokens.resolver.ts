import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../../accounts/account.type.js';
import { DeviceType, toDeviceType } from '../devices/device.type.js';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/refusal.js';
import { AuthTokenType, RenewedToken, toAuthTokenType } from './auth-token.type.js';
import type { AuthToken } from './auth-token.entity.js';
import type { DevicesService } from '../devices/devices.service.js';
import type { TokensService } from './tokens.service.js';
import { type Batch, rowOfEach, rowsOfEach } from '../../platform/graphql/loaders.js';

const tokensOfAccounts = (service: () => TokensService): Batch<AuthToken[]> =>
  rowsOfEach(
    (ids) => service().listMany(ids),
    ({ accountId }) => accountId,
  );

@Resolver(() => AuthTokenType)
export class TokensResolver {
  private readonly ofAccounts = tokensOfAccounts(() => this.tokens);
  private readonly devicesById = rowOfEach(
    (ids) => this.devices.byIds(ids),
    ({ id }) => id,
  );

  constructor(
    private readonly tokens: TokensService,
    private readonly devices: DevicesService,
  ) {}

  @Authorized()
  @Query(() => [AuthTokenType], {
    description:
      'The tokens of one’s own account, latest first. Signed tokens are not stored, so they are not listed.',
  })
  async myTokens(@Ctx() context: Context): Promise<AuthTokenType[]> {
    return (await context.loaders.load(this.ofAccounts, sessionOf(context).account.id)).map(toAuthTokenType);
  }

  @Authorized('enrolling', 'changing-password')
  @Mutation(() => Boolean, {
    description:
      'Signs out. If tokens are signed, not stored, all of them on this device are revoked. Always true.',
  })
  async signOut(@Ctx() context: Context): Promise<boolean> {
    await this.tokens.signOut(sessionOf(context));
    context.dropTokenCookie();
    return true;
  }

  @Authorized('enrolling', 'changing-password', 'proved')
  @Mutation(() => RenewedToken, {
    description:
      'Issues a new bearer token for this session and revokes the presented one. For clients that hold their own token: send it after re-authentication, in the same request: `mutation { reauthenticate(code: "…") renewToken { token } }`. CONFLICT for a browser’s cookie, which is renewed automatically, and for signed tokens.',
  })
  async renewToken(@Ctx() context: Context): Promise<RenewedToken> {
    const renewed = await context.renewBearerToken();
    if (!renewed) throw new Refusal('CONFLICT', 'This token cannot be renewed, or has already been renewed.');
    const { token, expiresAt } = renewed;
    return { token, expiresAt: expiresAt === null ? null : new Date(expiresAt) };
  }

  @Authorized('proved')
  @Mutation(() => Boolean, {
    description:
      'Revokes one of one’s own tokens. NOT_FOUND if it is not one’s own; CONFLICT while tokens are not stored.',
  })
  async revokeToken(
    @Arg('id', () => ID, { description: 'The token’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.tokens.revoke(sessionOf(context), id);
    return true;
  }

  @Authorized('proved')
  @Mutation(() => Int, {
    description:
      'Revokes all other tokens of one’s own; returns the number of stored ones. Signed ones are revoked too, but not counted.',
  })
  revokeOtherTokens(@Ctx() context: Context): Promise<number> {
    return this.tokens.revokeOthers(sessionOf(context));
  }

  @Authorized('proved')
  @Mutation(() => DeviceType, {
    description: 'Signs the device out: revokes its tokens, stored or signed, and its trust.',
  })
  async signOutDevice(
    @Arg('id', () => ID, { description: 'The device’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<DeviceType> {
    const session = sessionOf(context);
    const device = await this.tokens.signOutDevice(session, session.account.id, id);
    if (id === session.deviceId) context.dropTokenCookie();
    return toDeviceType(device);
  }

  @FieldResolver(() => DeviceType, {
    nullable: true,
    description: 'The device; null while allowUsedDevices is off.',
  })
  async device(@Root() { row }: AuthTokenType, @Ctx() { loaders }: Context): Promise<DeviceType | null> {
    const device = await loaders.load(this.devicesById, row.deviceId);
    return device && toDeviceType(device);
  }

  @FieldResolver(() => Boolean, { description: 'The token of this very session.' })
  current(@Root() { id }: AuthTokenType, @Ctx() { session }: Context): boolean {
    return session?.tokenId === id;
  }
}

@Resolver(() => AccountType)
export class AccountTokensResolver {
  private readonly ofAccounts = tokensOfAccounts(() => this.service);

  constructor(private readonly service: TokensService) {}

  @Authorized()
  @FieldResolver(() => [AuthTokenType], {
    description: 'The sessions of the account that are stored and have not ended, latest first.',
  })
  async tokens(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<AuthTokenType[]> {
    return (await loaders.load(this.ofAccounts, id)).map(toAuthTokenType);
  }
}
