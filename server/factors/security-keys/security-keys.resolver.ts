import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import { given } from '../../platform/graphql/page.type.js';
import { keep } from '../../sign-in/sign-in.resolver.js';
import type { SignInService } from '../../sign-in/sign-in.service.js';
import { CHALLENGE, SignedInType, TRUST_DEVICE } from '../../sign-in/sign-in.type.js';
import type { TwoFactorService } from '../two-factor/two-factor.service.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import type { AssertionService } from './assertion.service.js';
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
    private readonly assertions: AssertionService,
    private readonly signIn: SignInService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'PublicKeyCredentialRequestOptionsJSON for step two. CHALLENGE_EXPIRED, or METHOD_DISABLED when not on offer.',
  })
  beginSecurityKeyVerification(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
  ): Promise<object> {
    return this.signIn.beginSecurityKey(challenge);
  }

  @Costly({ guesses: 1 })
  @Mutation(() => SignedInType, {
    description:
      'Step two, with a security key: AuthenticationResponseJSON. INVALID_CODE when it does not verify.',
  })
  async verifySecurityKey(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
    @Arg('response', () => GraphQLJSON, { description: 'AuthenticationResponseJSON of the browser.' })
    response: unknown,
    @Arg('trustDevice', () => Boolean, TRUST_DEVICE) trustDevice: boolean | null,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.signIn.verifySecurityKey(challenge, response, trustDevice ?? false, context.client),
      context,
    );
  }

  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'PublicKeyCredentialRequestOptionsJSON for signing in without a login, asked for by a button or by autofill (mediation “conditional”). Good for 5 minutes: a page that stays open asks again.',
  })
  beginPasskeySignIn(): Promise<object> {
    return this.assertions.beginPasskeySignIn();
  }

  @Costly({ guesses: 1 })
  @Mutation(() => SignedInType, {
    description:
      'With a user-verifying passkey, which counts as both factors. INVALID_CODE; extensions.unknownCredential tells that the browser may forget it.',
  })
  async signInWithPasskey(
    @Arg('response', () => GraphQLJSON, { description: 'AuthenticationResponseJSON of the browser.' })
    response: unknown,
    @Arg('deviceToken', () => String, {
      nullable: true,
      description: 'Of an earlier sign-in; browsers send it as a cookie.',
    })
    deviceToken: string | null,
    @Arg('deviceName', () => String, {
      nullable: true,
      description: 'What to call a new device; otherwise made of the User-Agent.',
    })
    deviceName: string | null,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.signIn.signInWithPasskey(response, given({ deviceToken, deviceName }), context.client),
      context,
    );
  }

  @Authorized('enrolling', 'changing-password')
  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description: 'PublicKeyCredentialRequestOptionsJSON. NOT_FOUND without a usable security key.',
  })
  beginReauthenticationWithSecurityKey(@Ctx() context: Context): Promise<object> {
    return this.twoFactor.beginReauthentication(sessionOf(context));
  }

  @Authorized('enrolling', 'changing-password')
  @Costly({ guesses: 1 })
  @Mutation(() => Date, { description: 'Proves the session again for 10 minutes; returns until when.' })
  async reauthenticateWithSecurityKey(
    @Arg('response', () => GraphQLJSON, { description: 'AuthenticationResponseJSON of the browser.' })
    response: unknown,
    @Ctx() context: Context,
  ): Promise<Date> {
    const until = await this.twoFactor.reauthenticateWithSecurityKey(sessionOf(context), response);
    await context.renewTokenCookie();
    return new Date(until);
  }

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
    @Arg('id', () => ID, { description: 'The key’s.' }) id: string,
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
    @Arg('id', () => ID, { description: 'The key’s.' }) id: string,
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
