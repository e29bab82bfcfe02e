import { Arg, Authorized, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { TwoFactorService } from '../two-factor/two-factor.service.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import type { AuthenticatorAppService } from './authenticator-app.service.js';

@ObjectType({
  description: 'What an authenticator app needs to know. Shown to the session that began it only.',
})
export class AuthenticatorAppSetup {
  @Field(() => String, { description: 'Base32 (RFC 4648), for typing in.' })
  secret!: string;

  @Field(() => String, { description: 'otpauth://totp/… (Key Uri Format).' })
  otpauthUri!: string;

  @Field(() => String, { description: 'data: URI of a PNG that holds otpauthUri.' })
  qrCode!: string;

  @Field(() => Date, { description: 'Until when it can be confirmed.' })
  expiresAt!: Date;
}

@Resolver()
export class AuthenticatorAppResolver {
  constructor(
    private readonly authenticatorApp: AuthenticatorAppService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => AuthenticatorAppSetup, {
    description:
      'A working app stays in force until the new one is confirmed. Asked again by the same session before it expires, the same set-up; anybody else’s is replaced. METHOD_DISABLED when switched off.',
  })
  async beginAuthenticatorAppSetup(@Ctx() context: Context): Promise<AuthenticatorAppSetup> {
    const setup = await this.authenticatorApp.beginSetup(sessionOf(context));
    return { ...setup, expiresAt: new Date(setup.expiresAt) };
  }

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => TwoFactorStatus, {
    description:
      'With the app’s first code. INVALID_CODE, or CHALLENGE_EXPIRED unless a set-up of this session is running.',
  })
  async confirmAuthenticatorAppSetup(
    @Arg('code', () => String, { description: 'What the app shows now; spaces do not matter.' }) code: string,
    @Ctx() context: Context,
  ): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.authenticatorApp.confirmSetup(session, code);
    return this.twoFactor.statusNow(session.account.id);
  }

  @Authorized('enrolling')
  @Mutation(() => Boolean, {
    description: 'Ends the set-up that this session began: its secret is not shown again. Always true.',
  })
  async cancelAuthenticatorAppSetup(@Ctx() context: Context): Promise<boolean> {
    await this.authenticatorApp.cancelSetup(sessionOf(context));
    return true;
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => TwoFactorStatus, {
    description:
      'Trust ends; without another primary factor, backup codes go too. NOT_FOUND when none is set up.',
  })
  async disableAuthenticatorApp(@Ctx() context: Context): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.authenticatorApp.disable(session);
    return this.twoFactor.statusNow(session.account.id);
  }
}
