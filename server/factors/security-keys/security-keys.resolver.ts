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
    description: 'PublicKeyCredentialCreationOptionsJSON. METHOD_DISABLED, or CONFLICT with 20 keys.',
  })
  beginSecurityKeyRegistration(@Ctx() context: Context): Promise<object> {
    return this.registration.begin(sessionOf(context));
  }

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => SecurityKeyType, {
    description:
      'RegistrationResponseJSON. INVALID_CODE when it does not verify, CHALLENGE_EXPIRED, CONFLICT when registered already.',
  })
  async finishSecurityKeyRegistration(
    @Arg('name', () => String, { description: 'What to call it: one line of up to 100 characters.' })
    name: string,
    @Arg('response', () => GraphQLJSON, { description: 'RegistrationResponseJSON of the browser.' })
    response: unknown,
    @Ctx() context: Context,
  ): Promise<SecurityKeyType> {
    return toSecurityKeyType(await this.registration.finish(sessionOf(context), name, response));
  }

  @Authorized('proved')
  @Mutation(() => SecurityKeyType, { description: 'Up to 100 characters.' })
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
      'With the last key trust ends, and with the last primary factor backup codes go too: the status returned says what is left.',
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
    description: 'For the browser’s WebAuthn signal API, after each change of keys.',
  })
  passkeySignal(@Ctx() context: Context): Promise<PasskeySignalType> {
    return this.keys.signal(sessionOf(context).account);
  }

  @FieldResolver(() => [SecurityKeyType], { description: 'Security keys and passkeys, oldest first.' })
  async securityKeys(
    @Root() { accountId }: TwoFactorStatus,
    @Ctx() { loaders }: Context,
  ): Promise<SecurityKeyType[]> {
    return (await loaders.load(this.ofAccounts, accountId)).map(toSecurityKeyType);
  }
}
