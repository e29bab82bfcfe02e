import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Authorized, FieldResolver, ID, Mutation, Resolver } from 'type-graphql';
import { Refusal } from '../refusal.js';
import { SignedInType } from '../sign-in/sign-in.type.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import { SecurityKey } from './security-key.type.js';

const notYet = (): never => {
  throw new Refusal('METHOD_DISABLED', 'Security keys are not available yet.');
};

/** The contract's WebAuthn surface: security keys cannot be registered yet, so there is never one to use. */
@Resolver(() => TwoFactorStatus)
export class SecurityKeysResolver {
  @Mutation(() => GraphQLJSON, { description: 'METHOD_DISABLED: not available yet.' })
  beginSecurityKeyVerification(@Arg('challenge', () => String) _challenge: string): Promise<object> {
    return notYet();
  }

  @Mutation(() => SignedInType, { description: 'METHOD_DISABLED: not available yet.' })
  verifySecurityKey(
    @Arg('challenge', () => String) _challenge: string,
    @Arg('response', () => GraphQLJSON) _response: object,
    @Arg('trustDevice', () => Boolean, { nullable: true }) _trustDevice: boolean | null,
  ): Promise<SignedInType> {
    return notYet();
  }

  @Mutation(() => GraphQLJSON, { description: 'METHOD_DISABLED: not available yet.' })
  beginPasskeySignIn(): Promise<object> {
    return notYet();
  }

  @Mutation(() => SignedInType, { description: 'METHOD_DISABLED: not available yet.' })
  signInWithPasskey(
    @Arg('response', () => GraphQLJSON) _response: object,
    @Arg('deviceToken', () => String, { nullable: true }) _deviceToken: string | null,
    @Arg('deviceName', () => String, { nullable: true }) _deviceName: string | null,
  ): Promise<SignedInType> {
    return notYet();
  }

  @Authorized('enrolling')
  @Mutation(() => GraphQLJSON, { description: 'METHOD_DISABLED: not available yet.' })
  beginReauthenticationWithSecurityKey(): Promise<object> {
    return notYet();
  }

  @Authorized('enrolling')
  @Mutation(() => Date, { description: 'METHOD_DISABLED: not available yet.' })
  reauthenticateWithSecurityKey(@Arg('response', () => GraphQLJSON) _response: object): Promise<Date> {
    return notYet();
  }

  @Authorized('enrolling', 'proved')
  @Mutation(() => GraphQLJSON, { description: 'METHOD_DISABLED: not available yet.' })
  beginSecurityKeyRegistration(): Promise<object> {
    return notYet();
  }

  @Authorized('enrolling', 'proved')
  @Mutation(() => SecurityKey, { description: 'METHOD_DISABLED: not available yet.' })
  finishSecurityKeyRegistration(
    @Arg('name', () => String) _name: string,
    @Arg('response', () => GraphQLJSON) _response: object,
  ): Promise<SecurityKey> {
    return notYet();
  }

  @Authorized('proved')
  @Mutation(() => SecurityKey, { description: 'METHOD_DISABLED: not available yet.' })
  renameSecurityKey(
    @Arg('id', () => ID) _id: string,
    @Arg('name', () => String) _name: string,
  ): Promise<SecurityKey> {
    return notYet();
  }

  @Authorized('proved')
  @Mutation(() => TwoFactorStatus, { description: 'METHOD_DISABLED: not available yet.' })
  removeSecurityKey(@Arg('id', () => ID) _id: string): Promise<TwoFactorStatus> {
    return notYet();
  }

  @FieldResolver(() => [SecurityKey], { description: 'Those set up.' })
  securityKeys(): SecurityKey[] {
    return [];
  }
}
