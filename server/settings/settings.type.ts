import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { RequireTwoFactor as Requirement } from './settings.entity.js';

export enum RequireTwoFactor {
  NOBODY = 'NOBODY',
  ADMINS = 'ADMINS',
  EVERYONE = 'EVERYONE',
}
registerEnumType(RequireTwoFactor, {
  name: 'RequireTwoFactor',
  description: 'Whom the policy demands a second factor of.',
  valuesConfig: {
    NOBODY: { description: 'Only of accounts singled out by their own requireTwoFactor.' },
    ADMINS: { description: 'Of administrators.' },
    EVERYONE: { description: 'Of all accounts.' },
  },
});

const DESCRIPTIONS = {
  disabled: 'Switches two-factor authentication off: everyone signs in by password alone.',
  showRecommendationToConfigure: 'Recommend a second factor to accounts without one.',
  allowAuthenticatorApp:
    'Allow authenticator apps. Switched off, an account that has nothing else goes on using its app.',
  allowSecurityKeys:
    'Allow security keys and passkeys. Switched off, an account that has nothing else goes on using its keys.',
  allowBackupCodes: 'Allow backup codes.',
  allowUsedDevices:
    'Keep and show the list of devices. Off weakens no check: trust and tokens work as before.',
  allowAppPasswords: 'Allow app passwords. Off, none can be made, and those that exist are refused.',
  allowPasswordForBackends:
    'Let accounts without a second factor use their own password where app passwords are asked for.',
  clockTolerance: 'Time steps of 30 s that an app’s clock may differ, either way; 0 to 10.',
  trustDevicesForDays:
    'How long a device can be trusted; 0 switches trust off. Must exceed the token lifetime.',
  authTokenExpirationLifetimeDays: 'How long a token lives; 0: it does not expire.',
  idleTimeoutMinutes:
    'After how many minutes without use a token ends; 0: only by its lifetime. Needs storeAuthTokenInDB.',
  storeAuthTokenInDB:
    'Keep tokens in the database. Off, tokens are signed: none is listed, and none can be ended but with all others on its device.',
  requireTwoFactor: 'Whom a second factor is demanded of.',
  enrolmentGraceDays:
    'For how many days an account of whom it is demanded works without; counted from when it first is. 0: not at all.',
} as const;

@ObjectType('Settings', { description: 'The administrator’s settings.' })
export class SettingsType {
  @Field(() => Boolean, { description: DESCRIPTIONS.disabled })
  disabled!: boolean;

  @Field(() => Boolean, { description: DESCRIPTIONS.showRecommendationToConfigure })
  showRecommendationToConfigure!: boolean;

  @Field(() => Boolean, { description: DESCRIPTIONS.allowAuthenticatorApp })
  allowAuthenticatorApp!: boolean;

  @Field(() => Boolean, { description: DESCRIPTIONS.allowSecurityKeys })
  allowSecurityKeys!: boolean;

  @Field(() => Boolean, { description: DESCRIPTIONS.allowBackupCodes })
  allowBackupCodes!: boolean;

  @Field(() => Boolean, { description: DESCRIPTIONS.allowUsedDevices })
  allowUsedDevices!: boolean;

  @Field(() => Boolean, { description: DESCRIPTIONS.allowAppPasswords })
  allowAppPasswords!: boolean;

  @Field(() => Boolean, { description: DESCRIPTIONS.allowPasswordForBackends })
  allowPasswordForBackends!: boolean;

  @Field(() => Int, { description: DESCRIPTIONS.clockTolerance })
  clockTolerance!: number;

  @Field(() => Int, { description: DESCRIPTIONS.trustDevicesForDays })
  trustDevicesForDays!: number;

  @Field(() => Int, { description: DESCRIPTIONS.authTokenExpirationLifetimeDays })
  authTokenExpirationLifetimeDays!: number;

  @Field(() => Int, { description: DESCRIPTIONS.idleTimeoutMinutes })
  idleTimeoutMinutes!: number;

  @Field(() => Boolean, { description: DESCRIPTIONS.storeAuthTokenInDB })
  storeAuthTokenInDB!: boolean;

  @Field(() => RequireTwoFactor, { description: DESCRIPTIONS.requireTwoFactor })
  requireTwoFactor!: Requirement;

  @Field(() => Int, { description: DESCRIPTIONS.enrolmentGraceDays })
  enrolmentGraceDays!: number;
}

export enum SettingsProfile {
  STRICT = 'STRICT',
}
registerEnumType(SettingsProfile, {
  name: 'SettingsProfile',
  description: 'Settings that belong together.',
  valuesConfig: {
    STRICT: {
      description:
        'For OWASP ASVS 5 and AAL2: clockTolerance 1, no trusted devices, sessions of a day that end after an hour without use.',
    },
  },
});

@ObjectType({ description: 'What a profile would change.' })
export class ProfileChange {
  @Field(() => String, { description: 'The setting’s name, as in Settings.' })
  setting!: string;

  @Field(() => GraphQLJSON, { description: 'What it is.' })
  from!: unknown;

  @Field(() => GraphQLJSON, { description: 'What it would be.' })
  to!: unknown;
}

@ObjectType('SettingChange', { description: 'Who last changed a setting, and when.' })
export class SettingChangeType {
  @Field(() => String, { description: 'Its name, as in Settings.' })
  setting!: string;

  @Field(() => Date, { description: 'When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'By whom.' })
  actorLogin!: string | null;
}

@InputType({ description: 'What to change; the rest stays as it is.' })
export class UpdateSettingsInput {
  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.disabled })
  disabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.showRecommendationToConfigure })
  showRecommendationToConfigure?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.allowAuthenticatorApp })
  allowAuthenticatorApp?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.allowSecurityKeys })
  allowSecurityKeys?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.allowBackupCodes })
  allowBackupCodes?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.allowUsedDevices })
  allowUsedDevices?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.allowAppPasswords })
  allowAppPasswords?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.allowPasswordForBackends })
  allowPasswordForBackends?: boolean | null;

  @Field(() => Int, { nullable: true, description: DESCRIPTIONS.clockTolerance })
  clockTolerance?: number | null;

  @Field(() => Int, { nullable: true, description: DESCRIPTIONS.trustDevicesForDays })
  trustDevicesForDays?: number | null;

  @Field(() => Int, { nullable: true, description: DESCRIPTIONS.authTokenExpirationLifetimeDays })
  authTokenExpirationLifetimeDays?: number | null;

  @Field(() => Int, { nullable: true, description: DESCRIPTIONS.idleTimeoutMinutes })
  idleTimeoutMinutes?: number | null;

  @Field(() => Boolean, { nullable: true, description: DESCRIPTIONS.storeAuthTokenInDB })
  storeAuthTokenInDB?: boolean | null;

  @Field(() => RequireTwoFactor, { nullable: true, description: DESCRIPTIONS.requireTwoFactor })
  requireTwoFactor?: Requirement | null;

  @Field(() => Int, { nullable: true, description: DESCRIPTIONS.enrolmentGraceDays })
  enrolmentGraceDays?: number | null;
}
