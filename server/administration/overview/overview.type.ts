import { Field, Int, ObjectType } from 'type-graphql';
import type { Overview } from './overview.service.js';
import type { WarningCode as Code } from './warnings.js';
import { enumOf } from '../../platform/graphql/enum.type.js';

export const WarningCode = enumOf<Code>('WarningCode', 'Something that an administrator should look at.', {
  TWO_FACTOR_DISABLED: '`disabled` is on: protected accounts sign in with their password alone.',
  ADMINISTRATORS_UNPROTECTED: 'Some administrators have no second factor.',
  SERVER_CLOCK_BEHIND: 'Most authenticator apps are ahead: the server’s clock is slow.',
  SERVER_CLOCK_AHEAD: 'Most authenticator apps are behind: the server’s clock is fast.',
  NOT_HTTPS: 'PUBLIC_URL is not https: passwords are sent unencrypted, and security keys do not work.',
  NOT_NOTIFIABLE: 'Some accounts get no alerts: they have no address, or the mail relay refuses it.',
  NOTHING_TO_SET_UP: 'Neither authenticator apps nor security keys are allowed.',
  SWITCHED_OFF_BUT_USED: 'Some accounts rely on a method that is switched off.',
  TRUST_WITHOUT_LIST: 'Devices can be trusted, but nobody can see which ones are.',
  TRUST_LASTS_LONG: 'trustDevicesForDays is above 90.',
  TOKENS_NEVER_EXPIRE: 'authTokenExpirationLifetimeDays is 0.',
  TOKENS_NOT_STORED: 'storeAuthTokenInDB is off: a single session cannot be signed out.',
  TOLERANCE_WIDE: 'clockTolerance is above 2: a seen code can be used for longer.',
  NOBODY_ASKED: 'A second factor is neither required nor recommended.',
});

@ObjectType('Warning', { description: 'Something that an administrator should look at.' })
export class WarningType {
  @Field(() => WarningCode, { description: 'The kind of warning.' })
  code!: Code;

  @Field(() => Int, { nullable: true, description: 'The number of accounts affected, if that can be said.' })
  accounts!: number | null;

  @Field(() => Int, { nullable: true, description: 'The deviation of the clock, in seconds.' })
  seconds!: number | null;
}

@ObjectType('ProtectionFigures', {
  description: 'Figures about enabled accounts, unless a description says otherwise.',
})
export class ProtectionFiguresType {
  @Field(() => Int, { description: 'The number of enabled accounts.' })
  accounts!: number;

  @Field(() => Int, { description: 'The number of disabled accounts, which are counted nowhere else.' })
  disabled!: number;

  @Field(() => Int, { description: 'The number of accounts with a primary factor.' })
  protected!: number;

  @Field(() => Int, { description: 'The number of accounts without one.' })
  unprotected!: number;

  @Field(() => Int, { description: 'The number of accounts with an authenticator app and no security key.' })
  authenticatorAppOnly!: number;

  @Field(() => Int, { description: 'The number of accounts with security keys and no authenticator app.' })
  securityKeyOnly!: number;

  @Field(() => Int, { description: 'The number of accounts with both.' })
  both!: number;

  @Field(() => Int, { description: 'The number of administrators.' })
  administrators!: number;

  @Field(() => Int, { description: 'The number of administrators without a primary factor.' })
  administratorsUnprotected!: number;

  @Field(() => Int, {
    description:
      'The number of accounts of which the settings, or they themselves, require a second factor; what groups require is left out.',
  })
  required!: number;

  @Field(() => Int, { description: 'The number of these that have none.' })
  requiredUnprotected!: number;
}

@ObjectType('DailyFigures', { description: 'One day, UTC.' })
export class DailyFiguresType {
  @Field(() => String, { description: 'The day, YYYY-MM-DD.' })
  day!: string;

  @Field(() => Int, { description: 'The number of completed sign-ins.' })
  signIns!: number;

  @Field(() => Int, { description: 'The number of wrong passwords and wrong second factors.' })
  failures!: number;
}

@ObjectType('Overview', { description: 'A summary of the installation.' })
export class OverviewType {
  @Field(() => Date, { description: 'The time at which it was counted.' })
  countedAt!: Date;

  @Field(() => ProtectionFiguresType, { description: 'The accounts, by how they are protected.' })
  protection!: ProtectionFiguresType;

  @Field(() => [DailyFiguresType], { description: 'The last 30 days, oldest first; the last is today.' })
  days!: DailyFiguresType[];

  @Field(() => [WarningType], { description: 'The warnings, most serious first.' })
  warnings!: WarningType[];
}

export const toOverviewType = ({ protection, ...overview }: Overview): OverviewType => ({
  ...overview,
  countedAt: new Date(overview.countedAt),
  protection: {
    ...protection,
    authenticatorAppOnly: protection.only['authenticatorApp'] ?? 0,
    securityKeyOnly: protection.only['securityKey'] ?? 0,
    both: protection.several,
  },
});
