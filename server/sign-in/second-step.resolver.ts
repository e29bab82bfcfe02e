import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CodeMutation, FactorPlugin } from '../factors/plugin.js';
import { SECURITY_KEY } from '../factors/security-keys/what-it-is.js';
import type { Context } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import type { SecondStepService } from './second-step.service.js';
import { keep } from './sign-in.resolver.js';
import { CHALLENGE, SignedInType, TRUST_DEVICE } from './sign-in.type.js';
import type { SecondFactor } from '../platform/acting/sign-in-method.js';

/** What needs a mutation of its own: a ceremony, and an administrator's codes that trust no device. */
@Resolver()
export class SecondStepResolver {
  constructor(private readonly secondStep: SecondStepService) {}

  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'Begins step two with a security key: PublicKeyCredentialRequestOptionsJSON. CHALLENGE_EXPIRED, or METHOD_DISABLED if that is not on offer.',
  })
  beginSecurityKeyVerification(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
  ): Promise<object> {
    return this.secondStep.beginCeremony(SECURITY_KEY.method, challenge);
  }

  @Costly({ guesses: 1 })
  @Mutation(() => SignedInType, {
    description:
      'Step two, with a security key: the browser’s AuthenticationResponseJSON. INVALID_CODE if it does not verify.',
  })
  async verifySecurityKey(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
    @Arg('response', () => GraphQLJSON, { description: 'The browser’s AuthenticationResponseJSON.' })
    response: unknown,
    @Arg('trustDevice', () => Boolean, TRUST_DEVICE) trustDevice: boolean | null,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.secondStep.verifyCeremony(
        SECURITY_KEY.method,
        challenge,
        response,
        trustDevice ?? false,
        context.client,
      ),
      context,
    );
  }

  @Costly({ hashes: 1, guesses: 1 })
  @Mutation(() => SignedInType, {
    description:
      'Step two, with an administrator’s recovery code. The session can only set up a new second factor (ENROLMENT_REQUIRED), and all trust is revoked.',
  })
  async verifyRecoveryCode(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
    @Arg('code', () => String, {
      description: 'The code that the administrator handed over; case and separators do not matter.',
    })
    code: string,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.secondStep.verifyCode('RECOVERY_CODE', challenge, code, false, context.client),
      context,
    );
  }

  @Costly({ hashes: 1, guesses: 1 })
  @Mutation(() => SignedInType, {
    description:
      'Step two, with an administrator’s temporary code. The device cannot be trusted, and what needs a proof, or the role of an administrator, asks for the second factor (REAUTHENTICATION_REQUIRED).',
  })
  async verifyBypassCode(
    @Arg('challenge', () => String, CHALLENGE) challenge: string,
    @Arg('code', () => String, {
      description: 'The code that the administrator handed over; case and separators do not matter.',
    })
    code: string,
    @Ctx() context: Context,
  ): Promise<SignedInType> {
    return keep(
      await this.secondStep.verifyCode('BYPASS_CODE', challenge, code, false, context.client),
      context,
    );
  }
}

type CodeResolver = new (secondStep: SecondStepService) => object;
const resolvers = new WeakMap<CodeMutation, CodeResolver>();

/** For each factor whose code is typed its mutation, such as verifyAuthenticatorCode: its folder says what it is called. */
export const codeResolversOf = (plugins: readonly FactorPlugin[]): CodeResolver[] =>
  plugins.flatMap(({ described: { method }, verification }) => {
    if (!verification) return [];
    const resolver = resolvers.get(verification) ?? makeCodeResolver(method, verification);
    resolvers.set(verification, resolver);
    return [resolver];
  });

function makeCodeResolver(method: SecondFactor, mutation: CodeMutation): CodeResolver {
  const { name, description, hashes } = mutation;

  @Resolver()
  class OfOneFactor {
    constructor(private readonly secondStep: SecondStepService) {}

    @Costly({ ...(hashes > 0 && { hashes }), guesses: 1 })
    @Mutation(() => SignedInType, { name, description })
    async verify(
      @Arg('challenge', () => String, CHALLENGE) challenge: string,
      @Arg('code', () => String, { description: mutation.code }) code: string,
      @Arg('trustDevice', () => Boolean, TRUST_DEVICE) trustDevice: boolean | null,
      @Ctx() context: Context,
    ): Promise<SignedInType> {
      return keep(
        await this.secondStep.verifyCode(method, challenge, code, trustDevice ?? false, context.client),
        context,
      );
    }
  }
  return OfOneFactor;
}
