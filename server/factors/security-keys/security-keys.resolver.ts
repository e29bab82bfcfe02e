import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { TwoFactorService } from '../two-factor/two-factor.service.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import type { RegistrationService } from './registration.service.js';
import { PasskeySignalType, SecurityKeyType, toSecurityKeyType } from './security-key.type.js';
import type { SecurityKeysService } from './security-keys.service.js';
import { rowsOfEach } from '../../platform/graphql/loaders.js';

@Resolver(() => TwoFactorStatus)
export class SecurityKeysResolver {
  private readonly ofAccounts = rowsOfEach(
    (ids) => this.keys.listMany(ids),
    ({ accountId }) => accountId,
  );

  constructor(
    private readonly keys: SecurityKeysService,
    private readonly registration: RegistrationService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'Begins the registration of a key: PublicKeyCredentialCreationOptionsJSON. METHOD_DISABLED, or CONFLICT with 20 keys.',
  })
  beginSecurityKeyRegistration(
    @Arg('onThisDevice', () => Boolean, {
      defaultValue: false,
      description: 'Whether it is to be a passkey of the device itself, rather than any key.',
    })
    onThisDevice: boolean,
    @Ctx() context: Context,
  ): Promise<object> {
    return this.registration.begin(sessionOf(context), onThisDevice);
  }

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => SecurityKeyType, {
    description:
      'Registers a key by the browser’s RegistrationResponseJSON. INVALID_CODE if it does not verify, CHALLENGE_EXPIRED, CONFLICT if it is registered already.',
  })
  async finishSecurityKeyRegistration(
    @Arg('name', () => String, { description: 'The name: one line of up to 100 characters.' })
    name: string,
    @Arg('response', () => GraphQLJSON, { description: 'The browser’s RegistrationResponseJSON.' })
    response: unknown,
    @Ctx() context: Context,
  ): Promise<SecurityKeyType> {
    return toSecurityKeyType(await this.registration.finish(sessionOf(context), name, response));
  }

  @Authorized('proved')
  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'Begins the registration of a passkey that the browser makes without a gesture (conditional mediation): PublicKeyCredentialCreationOptionsJSON. METHOD_DISABLED unless offerPasskeys is SAVE and the account has a second factor, or CONFLICT with 20 keys.',
  })
  beginAutomaticPasskeyRegistration(@Ctx() context: Context): Promise<object> {
    return this.registration.beginAutomatic(sessionOf(context));
  }

  @Authorized('proved')
  @Costly({ guesses: 1 })
  @Mutation(() => SecurityKeyType, {
    description:
      'Registers such a passkey by the browser’s RegistrationResponseJSON, in which nobody has to be present. Only a challenge of beginAutomaticPasskeyRegistration counts. Errors as those of both.',
  })
  async finishAutomaticPasskeyRegistration(
    @Arg('name', () => String, { description: 'The name: one line of up to 100 characters.' })
    name: string,
    @Arg('response', () => GraphQLJSON, { description: 'The browser’s RegistrationResponseJSON.' })
    response: unknown,
    @Ctx() context: Context,
  ): Promise<SecurityKeyType> {
    return toSecurityKeyType(await this.registration.finishAutomatic(sessionOf(context), name, response));
  }

  @Authorized('proved')
  @Mutation(() => SecurityKeyType, { description: 'Renames a key; up to 100 characters.' })
  async renameSecurityKey(
    @Arg('id', () => ID, { description: 'The key’s identifier.' }) id: string,
    @Arg('name', () => String, { description: 'One line of up to 100 characters.' }) name: string,
    @Ctx() context: Context,
  ): Promise<SecurityKeyType> {
    return toSecurityKeyType(await this.keys.rename(sessionOf(context), id, name));
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => TwoFactorStatus, {
    description:
      'Removes a key. Trust is revoked with the last key, and backup codes are removed with the last primary factor; the status returned says what is left.',
  })
  async removeSecurityKey(
    @Arg('id', () => ID, { description: 'The key’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.keys.remove(session, id);
    return this.twoFactor.statusNow(session.account.id);
  }

  @Authorized()
  @Query(() => PasskeySignalType, {
    description:
      'The arguments for the browser’s WebAuthn signal API, to be called after each change of keys.',
  })
  passkeySignal(@Ctx() context: Context): Promise<PasskeySignalType> {
    return this.keys.signal(sessionOf(context).account);
  }

  @FieldResolver(() => [SecurityKeyType], { description: 'The security keys and passkeys, oldest first.' })
  async securityKeys(
    @Root() { accountId }: TwoFactorStatus,
    @Ctx() { loaders }: Context,
  ): Promise<SecurityKeyType[]> {
    return (await loaders.load(this.ofAccounts, accountId)).map(toSecurityKeyType);
  }
}
