import { Field, Int, ObjectType } from 'type-graphql';
import type { Overview } from './overview.service.js';
import type { WarningCode as Code } from './warnings.js';
import { enumOf } from '../../platform/graphql/enum.type.js';

export const WarningCode = enumOf<Code>('WarningCode', 'What an administrator should look at.', {
  TWO_FACTOR_DISABLED: '`disabled` is on: protected accounts sign in by password alone.',
  ADMINISTRATORS_UNPROTECTED: 'Administrators have no second factor.',
  SERVER_CLOCK_BEHIND: 'Most authenticator apps are ahead: the server’s clock is slow.',
  SERVER_CLOCK_AHEAD: 'Most authenticator apps are behind: the server’s clock is fast.',
  NOT_HTTPS: 'PUBLIC_URL is not https: passwords travel in the clear, keys do not work.',
  NOT_NOTIFIABLE: 'Accounts get no alerts: no address, or the mail relay refuses it.',
  NOTHING_TO_SET_UP: 'Neither authenticator apps nor security keys are allowed.',
  SWITCHED_OFF_BUT_USED: 'Accounts rely on a method that is switched off.',
  TRUST_WITHOUT_LIST: 'Devices can be trusted, but nobody sees which ones are.',
  TRUST_LASTS_LONG: 'trustDevicesForDays is above 90.',
  TOKENS_NEVER_EXPIRE: 'authTokenExpirationLifetimeDays is 0.',
  TOKENS_NOT_STORED: 'storeAuthTokenInDB is off: one device alone cannot be signed out.',
  TOLERANCE_WIDE: 'clockTolerance is above 2: a seen code can be used for longer.',
  NOBODY_ASKED: 'A second factor is neither required nor recommended.',
});

@ObjectType('Warning', { description: 'What an administrator should look at.' })
export class WarningType {
  @Field(() => WarningCode, { description: 'The kind of warning.' })
  code!: Code;

  @Field(() => Int, { nullable: true, description: 'How many accounts it concerns, where that can be said.' })
  accounts!: number | null;

  @Field(() => Int, { nullable: true, description: 'How far the clock is off, in seconds.' })
  seconds!: number | null;
}

@ObjectType('ProtectionFigures', { description: 'Of enabled accounts, unless it says otherwise.' })
export class ProtectionFiguresType {
  @Field(() => Int, { description: 'Enabled accounts.' })
  accounts!: number;

  @Field(() => Int, { description: 'Disabled accounts, which count nowhere else.' })
  disabled!: number;

  @Field(() => Int, { description: 'With a primary factor.' })
  protected!: number;

  @Field(() => Int, { description: 'Without one.' })
  unprotected!: number;

  @Field(() => Int, { description: 'With an authenticator app and no security key.' })
  authenticatorAppOnly!: number;

  @Field(() => Int, { description: 'With security keys and no authenticator app.' })
  securityKeyOnly!: number;

  @Field(() => Int, { description: 'With both.' })
  both!: number;

  @Field(() => Int, { description: 'Administrators.' })
  administrators!: number;

  @Field(() => Int, { description: 'Administrators without a primary factor.' })
  administratorsUnprotected!: number;

  @Field(() => Int, { description: 'Of whom policy demands a second factor.' })
  required!: number;

  @Field(() => Int, { description: 'Of these, without one.' })
  requiredUnprotected!: number;
}

@ObjectType('DailyFigures', { description: 'One day, UTC.' })
export class DailyFiguresType {
  @Field(() => String, { description: 'YYYY-MM-DD.' })
  day!: string;

  @Field(() => Int, { description: 'Completed sign-ins.' })
  signIns!: number;

  @Field(() => Int, { description: 'Wrong passwords and wrong second factors.' })
  failures!: number;
}

@ObjectType('Overview', { description: 'The installation at a glance.' })
export class OverviewType {
  @Field(() => Date, { description: 'When it was counted.' })
  countedAt!: Date;

  @Field(() => ProtectionFiguresType, { description: 'How accounts are protected.' })
  protection!: ProtectionFiguresType;

  @Field(() => [DailyFiguresType], { description: 'The last 30 days, oldest first; the last is today.' })
  days!: DailyFiguresType[];

  @Field(() => [WarningType], { description: 'The gravest first.' })
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
