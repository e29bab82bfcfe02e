import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { given } from '../platform/graphql/page.type.js';
import type { SignedIn } from './completion.js';
import type { PasskeySignInService } from './passkey-sign-in.service.js';
import type { SignInService } from './sign-in.service.js';
import {
  KEEP_SIGNED_IN,
  SignedInType,
  SignInInput,
  SignInResult,
  toSecondFactorRequiredType,
  toSignedInType,
} from './sign-in.type.js';

@Resolver()
export class SignInResolver {
  constructor(
    private readonly service: SignInService,
    private readonly passkeys: PasskeySignInService,
  ) {}

  @Costly({ hashes: 2, guesses: 1 })
  @Mutation(() => SignInResult, {
    description:
      'Step one of a sign-in. INVALID_CREDENTIALS does not say which of the two is wrong; TOO_MANY_ATTEMPTS has retryAfter.',
  })
  async signIn(
    @Arg('input', () => SignInInput, {
      description: 'The login and password, and what is known of the device.',
    })
    input: SignInInput,
    @Ctx() context: Context,
  ): Promise<typeof SignInResult> {
    const { login, password, ...rest } = input;
    const result = await this.service.signIn({ login, password, ...given(rest) }, context.client);
    return result.outcome === 'signed-in' ? keep(result, context) : toSecondFactorRequiredType(result);
  }

  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'Begins a passkey sign-in without a login, by a button or by autofill (mediation “conditional”): PublicKeyCredentialRequestOptionsJSON, valid for 5 minutes. A page that stays open asks again.',
  })
  beginPasskeySignIn(): Promise<object> {
    return this.passkeys.begin();
  }

  @Costly({ guesses: 1 })
  @Mutation(() => SignedInType, {
    description:
      'Signs in with a user-verifying passkey, which counts as both factors. INVALID_CODE; extensions.unknownCredential says that the browser may forget it.',
  })
  async signInWithPasskey(
    @Arg('response', () => GraphQLJSON, { description: 'The browser’s AuthenticationResponseJSON.' })
    response: unknown,
    @Arg('deviceToken', () => String, {
      nullable: true,
      description: 'The deviceToken of an earlier sign-in; browsers send it as a cookie.',
    })
    deviceToken: string | null,
    @Arg('deviceName', () => String, {
      nullable: true,
      description: 'The name of a new device; otherwise one is made from the User-Agent.',
    })
    deviceName: string | null,
    @Arg('keepSignedIn', () => Boolean, KEEP_SIGNED_IN) keepSignedIn: boolean | null,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.passkeys.signIn(response, given({ deviceToken, deviceName, keepSignedIn }), context.client),
      context,
    );
  }
}

/** The rest of the request runs as the account that it has signed in, so that its whole answer can be read. */
export function keep(signedIn: SignedIn, context: Context): SignedInType {
  context.session = signedIn.session;
  context.keepCookies(signedIn);
  return toSignedInType(signedIn);
}
