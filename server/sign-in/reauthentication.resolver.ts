import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { SECURITY_KEY } from '../factors/security-keys/what-it-is.js';
import { type Context, sessionOf } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { given } from '../platform/graphql/page.type.js';
import type { ReauthenticationService } from './reauthentication.service.js';

@Resolver()
export class ReauthenticationResolver {
  constructor(private readonly reauthentication: ReauthenticationService) {}

  @Authorized('enrolling', 'changing-password')
  @Costly({ hashes: 2, guesses: 1 })
  @Mutation(() => Date, {
    description:
      'Re-authenticates the session for 10 minutes: by `code` (authenticator app or backup code) if a second factor is set up, otherwise by `password`. Returns the time at which that ends. A browser’s token cookie is renewed automatically; renewToken renews a bearer token.',
  })
  async reauthenticate(
    @Arg('password', () => String, {
      nullable: true,
      description: 'The account’s password, if no second factor is set up.',
    })
    password: string | null,
    @Arg('code', () => String, {
      nullable: true,
      description: 'A code from the authenticator app, or a backup code.',
    })
    code: string | null,
    @Ctx() context: Context,
  ): Promise<Date> {
    const until = await this.reauthentication.reauthenticate(sessionOf(context), given({ password, code }));
    await context.renewTokenCookie();
    return new Date(until);
  }

  @Authorized('enrolling', 'changing-password')
  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'Begins re-authentication by a security key: PublicKeyCredentialRequestOptionsJSON. NOT_FOUND without a usable key.',
  })
  beginReauthenticationWithSecurityKey(@Ctx() context: Context): Promise<object> {
    return this.reauthentication.beginCeremony(SECURITY_KEY.method, sessionOf(context));
  }

  @Authorized('enrolling', 'changing-password')
  @Costly({ guesses: 1 })
  @Mutation(() => Date, {
    description:
      'Re-authenticates the session for 10 minutes by a security key; returns the time at which that ends.',
  })
  async reauthenticateWithSecurityKey(
    @Arg('response', () => GraphQLJSON, { description: 'The browser’s AuthenticationResponseJSON.' })
    response: unknown,
    @Ctx() context: Context,
  ): Promise<Date> {
    const until = await this.reauthentication.finishCeremony(
      SECURITY_KEY.method,
      sessionOf(context),
      response,
    );
    await context.renewTokenCookie();
    return new Date(until);
  }
}
