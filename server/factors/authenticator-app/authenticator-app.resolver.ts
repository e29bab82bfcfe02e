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
import type { AppSetupService } from './app-setup.service.js';
import type { AuthenticatorAppService } from './authenticator-app.service.js';
import { qrCodeOf } from './qr-code.js';

@ObjectType('AuthenticatorApp', { description: 'An authenticator app (TOTP, RFC 6238) that is set up.' })
export class AuthenticatorAppType {
  @Field(() => Date, { description: 'The time of its set-up.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The time of the last accepted code.' })
  lastUsedAt!: Date | null;

  @Field(() => Int, { description: 'The number of digits of its codes.' })
  digits!: number;

  @Field(() => Boolean, {
    description:
      'Whether its secret, which was brought along, has less than the 128 bits that RFC 4226 asks for: it works, and setting it up anew makes it safer.',
  })
  shortSecret!: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'The deviation of the app’s clock at the last accepted code, in time steps of 30 s; above 0 it was ahead.',
  })
  clockSkew!: number | null;
}

@ObjectType({
  description: 'The data that an authenticator app needs, shown only to the session that began the set-up.',
})
export class AuthenticatorAppSetup {
  @Field(() => String, { description: 'The secret in Base32 (RFC 4648), for typing in.' })
  secret!: string;

  @Field(() => String, { description: 'The otpauth://totp/… URI (Key Uri Format).' })
  otpauthUri!: string;

  @Field(() => Date, { description: 'The time until which it can be confirmed.' })
  expiresAt!: Date;
}

@Resolver(() => AuthenticatorAppSetup)
export class AuthenticatorAppSetupResolver {
  @FieldResolver(() => String, { description: 'A data: URI of a PNG with the QR code of otpauthUri.' })
  async qrCode(@Root() { otpauthUri }: AuthenticatorAppSetup): Promise<string> {
    return qrCodeOf(otpauthUri);
  }
}

@Resolver(() => TwoFactorStatus)
export class AuthenticatorAppResolver {
  private readonly apps = rowOfEach(
    (ids) => this.service.listMany(ids),
    ({ accountId }) => accountId,
  );

  constructor(
    private readonly service: AuthenticatorAppService,
    private readonly setup: AppSetupService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => AuthenticatorAppSetup, {
    description:
      'Begins the set-up of an authenticator app. An app that works stays in force until the new one is confirmed. The same session gets the same set-up until it expires; a set-up begun by another session is replaced. METHOD_DISABLED when apps are switched off.',
  })
  async beginAuthenticatorAppSetup(@Ctx() context: Context): Promise<AuthenticatorAppSetup> {
    const setup = await this.setup.begin(sessionOf(context));
    return { ...setup, expiresAt: new Date(setup.expiresAt) };
  }

  @Authorized('enrolling', 'proved')
  @Costly({ guesses: 1 })
  @Mutation(() => TwoFactorStatus, {
    description:
      'Confirms the set-up with the app’s first code. INVALID_CODE, or CHALLENGE_EXPIRED unless this session has a set-up under way.',
  })
  async confirmAuthenticatorAppSetup(
    @Arg('code', () => String, { description: 'The code that the app shows now; spaces do not matter.' })
    code: string,
    @Ctx() context: Context,
  ): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.setup.confirm(session, code);
    return this.twoFactor.statusNow(session.account.id);
  }

  @Authorized('enrolling')
  @Mutation(() => Boolean, {
    description: 'Cancels the set-up that this session began; its secret is not shown again. Always true.',
  })
  async cancelAuthenticatorAppSetup(@Ctx() context: Context): Promise<boolean> {
    await this.setup.cancel(sessionOf(context));
    return true;
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => TwoFactorStatus, {
    description:
      'Removes the authenticator app and revokes all trust; without another primary factor, backup codes are removed too. NOT_FOUND if none is set up.',
  })
  async disableAuthenticatorApp(@Ctx() context: Context): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.service.disable(session);
    return this.twoFactor.statusNow(session.account.id);
  }

  @FieldResolver(() => AuthenticatorAppType, {
    nullable: true,
    description: 'The authenticator app; null: not set up.',
  })
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
        shortSecret: app.shortSecret,
        clockSkew: app.clockSkew,
      }
    );
  }
}
