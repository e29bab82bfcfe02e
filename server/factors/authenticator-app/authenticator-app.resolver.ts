import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { rowOfEach } from '../../platform/graphql/loaders.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { TwoFactorService } from '../two-factor/two-factor.service.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import type { AuthenticatorAppService } from './authenticator-app.service.js';

@ObjectType('AuthenticatorApp', { description: 'An authenticator app (TOTP, RFC 6238) that is set up.' })
export class AuthenticatorAppType {
  @Field(() => Date, { description: 'When it was set up.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The last accepted code.' })
  lastUsedAt!: Date | null;

  @Field(() => Int, { description: 'How many digits its codes have.' })
  digits!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How far the app’s clock was off at the last accepted code, in time steps of 30 s; above 0 it was ahead.',
  })
  clockSkew!: number | null;
}

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

@Resolver(() => TwoFactorStatus)
export class AuthenticatorAppResolver {
  private readonly apps = rowOfEach(
    (ids) => this.service.listMany(ids),
    ({ accountId }) => accountId,
  );

  constructor(
    private readonly service: AuthenticatorAppService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => AuthenticatorAppSetup, {
    description:
      'A working app stays in force until the new one is confirmed. Asked again by the same session before it expires, the same set-up; anybody else’s is replaced. METHOD_DISABLED when switched off.',
  })
  async beginAuthenticatorAppSetup(@Ctx() context: Context): Promise<AuthenticatorAppSetup> {
    const setup = await this.service.beginSetup(sessionOf(context));
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
    await this.service.confirmSetup(session, code);
    return this.twoFactor.statusNow(session.account.id);
  }

  @Authorized('enrolling')
  @Mutation(() => Boolean, {
    description: 'Ends the set-up that this session began: its secret is not shown again. Always true.',
  })
  async cancelAuthenticatorAppSetup(@Ctx() context: Context): Promise<boolean> {
    await this.service.cancelSetup(sessionOf(context));
    return true;
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => TwoFactorStatus, {
    description:
      'Trust ends; without another primary factor, backup codes go too. NOT_FOUND when none is set up.',
  })
  async disableAuthenticatorApp(@Ctx() context: Context): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.service.disable(session);
    return this.twoFactor.statusNow(session.account.id);
  }

  @FieldResolver(() => AuthenticatorAppType, { nullable: true, description: 'Null: not set up.' })
  async authenticatorApp(
    @Root() { accountId }: TwoFactorStatus,
    @Ctx() { loaders }: Context,
  ): Promise<AuthenticatorAppType | null> {
    const app = await loaders.load(this.apps, accountId);
    return (
      app && {
        createdAt: new Date(app.createdAt),
        lastUsedAt: app.lastUsedAt === null ? null : new Date(app.lastUsedAt),
        digits: app.digits,
        clockSkew: app.clockSkew,
      }
    );
  }
}
