import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { AccountType, toAccountType } from '../../accounts/account.type.js';
import { callerOf, type Context, sessionOf } from '../../platform/graphql/context.js';
import { SecondFactorMethod } from '../../sessions/tokens/second-factor-method.type.js';
import type { DevicesService } from '../../sessions/devices/devices.service.js';
import type { RecommendationService } from './recommendation.service.js';
import type { TwoFactorService } from './two-factor.service.js';
import { TwoFactorStatus } from './two-factor.type.js';
import type { SecondFactor } from '../../platform/acting/sign-in-method.js';
import { isAmong, valueOfEach } from '../../platform/graphql/loaders.js';
import type { Branding } from '../../settings/branding.js';
import type { Ground } from '../../accounts/ground.js';
import type { Settings } from '../../settings/settings.entity.js';
import { choiceType } from '../../settings/settings.type.js';

@ObjectType({ description: 'The settings that anyone may know without signing in.' })
export class PublicSettings {
  @Field(() => String, { description: 'The name of this service.' })
  serviceName!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The path of the logo at the origin of this service; null if there is none.',
  })
  logoPath!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The colour of buttons and links, as #rrggbb; null for the service’s own.',
  })
  accentColour!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The address for people who need help: https:, mailto: or tel:; null if there is none.',
  })
  helpUrl!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The line to show beside the link for help; null if there is none.',
  })
  helpText!: string | null;

  @Field(() => Boolean, {
    description: 'Whether the method is allowed; false while the administrator has switched it off.',
  })
  twoFactorAvailable!: boolean;

  @Field(() => [SecondFactorMethod], { description: 'The methods that can be set up, best first.' })
  methods!: SecondFactor[];

  @Field(() => Int, {
    description: 'The number of days for which a device may be trusted; 0: do not offer it.',
  })
  trustDevicesForDays!: number;

  @Field(() => choiceType('keepSignedIn'), {
    description: 'Whether people stay signed in when their browser is closed; ASK: offer the choice.',
  })
  keepSignedIn!: Settings['keepSignedIn'];

  @Field(() => Boolean, {
    description: 'Whether app passwords are allowed; false while the administrator has switched them off.',
  })
  appPasswordsAvailable!: boolean;

  @Field(() => Boolean, {
    description: 'Whether a forgotten password can be reset by mail (requestPasswordReset).',
  })
  passwordResetAvailable!: boolean;
}

@Resolver(() => TwoFactorStatus)
export class TwoFactorResolver {
  private readonly dismissed = isAmong((ids) => this.needs.recommendation.dismissedAmong(ids));
  private readonly trustedCounts = valueOfEach((ids) => this.needs.devices.trustedCounts(ids), 0);

  constructor(
    private readonly needs: Ground & {
      twoFactor: TwoFactorService;
      recommendation: RecommendationService;
      branding: Branding;
      devices: DevicesService;
      mailConfigured: boolean;
    },
  ) {}

  @Query(() => PublicSettings, {
    description:
      'The settings that sign-in pages need; no token is required. With one, they are as they are for its account.',
  })
  async publicSettings(@Ctx() { session }: Context): Promise<PublicSettings> {
    const { settings: service } = this.needs;
    const settings = await (session ? service.of(session.account) : service.current());
    const { disabled, trustDevicesForDays, keepSignedIn, allowAppPasswords, allowPasswordResetByMail } =
      settings;
    const { name, ...brand } = this.needs.branding.of(settings);
    return {
      serviceName: name,
      ...brand,
      twoFactorAvailable: !disabled,
      methods: this.needs.twoFactor.methodsOnOffer(settings),
      trustDevicesForDays,
      keepSignedIn,
      appPasswordsAvailable: allowAppPasswords,
      passwordResetAvailable: allowPasswordResetByMail && this.needs.mailConfigured,
    };
  }

  @Authorized()
  @Mutation(() => TwoFactorStatus, {
    description:
      'Dismisses the recommendation to set up a second factor, for good; one that is required is asked for all the same.',
  })
  async dismissTwoFactorRecommendation(@Ctx() context: Context): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.needs.recommendation.dismiss(session);
    return this.needs.twoFactor.statusNow(session.account.id);
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => TwoFactorStatus, {
    description: 'Removes all of one’s own factors, backup codes and trust.',
  })
  async disableTwoFactor(@Ctx() context: Context): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.needs.twoFactor.disable(session);
    return this.needs.twoFactor.statusNow(session.account.id);
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => AccountType, {
    description:
      'Resets the second factor of a person who lost it: removes factors, backup codes, trust and tokens.',
  })
  async resetTwoFactor(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    return toAccountType(await this.needs.twoFactor.reset(callerOf(context), accountId));
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => AccountType, {
    description:
      'Removes one factor that a person has lost; the others stay. All trust is revoked, and so are the tokens that rest on a factor of this method or on a trusted device; signed ones all. NOT_FOUND if the account does not have it, CONFLICT for its last primary factor unless evenLast is true.',
  })
  async removeLostFactor(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Arg('method', () => SecondFactorMethod, { description: 'The method of the lost factor.' })
    method: SecondFactor,
    @Arg('id', () => ID, {
      nullable: true,
      description: 'The security key’s identifier; null for other methods, of which there is at most one.',
    })
    id: string | null,
    @Arg('evenLast', () => Boolean, {
      defaultValue: false,
      description:
        'Whether it may be the last primary factor: then backup codes are removed too, and the password is enough.',
    })
    evenLast: boolean,
    @Ctx() context: Context,
  ): Promise<AccountType> {
    const lost = { method, id: id ?? null, evenLast };
    return toAccountType(await this.needs.twoFactor.removeLost(callerOf(context), accountId, lost));
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether a second factor should be recommended: showRecommendationToConfigure is on, the account has none, and its person has not dismissed that, or policy requires one.',
  })
  async recommended(
    @Root() { accountId, recommendable, required }: TwoFactorStatus,
    @Ctx() { loaders }: Context,
  ): Promise<boolean> {
    return recommendable && (required || !(await loaders.load(this.dismissed, accountId)));
  }

  @FieldResolver(() => Date, {
    nullable: true,
    description:
      'The time from which the account can do nothing but set up the second factor that is required of it; null if none is missing.',
  })
  enrolmentDeadline(@Root() { enrolBy }: TwoFactorStatus): Date | null {
    return enrolBy === null ? null : new Date(enrolBy);
  }

  @FieldResolver(() => Int, {
    description:
      'The number of devices that skip the second factor now. Zero after a primary factor was removed.',
  })
  trustedDevices(@Root() { accountId }: TwoFactorStatus, @Ctx() { loaders }: Context): Promise<number> {
    return loaders.load(this.trustedCounts, accountId);
  }
}

@Resolver(() => AccountType)
export class AccountTwoFactorResolver {
  constructor(private readonly service: TwoFactorService) {}

  @FieldResolver(() => TwoFactorStatus, { description: 'The account’s protection.' })
  twoFactor(@Root() { profile }: AccountType): Promise<TwoFactorStatus> {
    return this.service.status(profile);
  }
}
