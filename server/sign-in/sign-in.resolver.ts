import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { given } from '../platform/graphql/page.type.js';
import type { SignedIn, SignInService } from './sign-in.service.js';
import {
  CHALLENGE,
  SignedInType,
  SignInInput,
  SignInResult,
  toSecondFactorRequiredType,
  toSignedInType,
  TRUST_DEVICE,
} from './sign-in.type.js';

@Resolver()
export class SignInResolver {
  constructor(private readonly service: SignInService) {}

  @Costly({ hashes: 2, guesses: 1 })
  @Mutation(() => SignInResult, {
    description: 'Step one. INVALID_CREDENTIALS tells nothing apart; TOO_MANY_ATTEMPTS names retryAfter.',
  })
  async signIn(
    @Arg('input', () => SignInInput, { description: 'Login and password, and what is known of the device.' })
    input: SignInInput,
    @Ctx() context: Context,
  ): Promise<typeof SignInResult> {
    const { login, password, ...rest } = input;
    const result = await this.service.signIn({ login, password, ...given(rest) }, context.client);
    return result.outcome === 'signed-in' ? keep(result, context) : toSecondFactorRequiredType(result);
  }

  @Costly({ guesses: 1 })
  @Mutation(() => SignedInType, {
    description: 'Step two, with a code of the authenticator app. Each code is good once.',
  })
  async verifyAuthenticatorCode(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
    @Arg('code', () => String, { description: 'What the app shows now; spaces do not matter.' }) code: string,
    @Arg('trustDevice', () => Boolean, TRUST_DEVICE) trustDevice: boolean | null,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.service.verifyCode(
        'AUTHENTICATOR_APP',
        challenge,
        code,
        trustDevice ?? false,
        context.client,
      ),
      context,
    );
  }

  @Costly({ hashes: 1, guesses: 1 })
  @Mutation(() => SignedInType, {
    description: 'Step two, with a backup code. Each is good once; case and separators do not matter.',
  })
  async verifyBackupCode(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
    @Arg('code', () => String, { description: 'One of the backup codes; case and separators do not matter.' })
    code: string,
    @Arg('trustDevice', () => Boolean, TRUST_DEVICE) trustDevice: boolean | null,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.service.verifyCode('BACKUP_CODE', challenge, code, trustDevice ?? false, context.client),
      context,
    );
  }
}

/** The request goes on as the account it has signed in, so that its answer can be read whole. */
export function keep(signedIn: SignedIn, context: Context): SignedInType {
  context.session = signedIn.session;
  context.keepCookies(signedIn);
  return toSignedInType(signedIn);
}
