/** All that is known of a setting: column, GraphQL fields, ranges, the form's controls and README's table are made of it. */
export type Setting = About &
  (
    | { kind: 'switch'; default: boolean }
    /** A whole number from 0. */
    | { kind: 'number'; default: number; max: number }
    /** One of a few values, each with its description; `name` and `about` are those of the GraphQL enum. */
    | {
        kind: 'choice';
        default: string;
        values: Record<string, string>;
        name: string;
        about: string;
      }
  );

interface About {
  /** In GraphQL, and in README's table. */
  description: string;
  /** What README's table says besides. */
  also?: string;
  /** Not in the first migration: its own gave the row that was there the default, by that of the column. */
  addedLater?: true;
}

const MOST_DAYS = 3650;

export const SETTINGS = {
  disabled: {
    kind: 'switch',
    default: false,
    description: 'Switches two-factor authentication off: everyone signs in by password alone.',
  },
  showRecommendationToConfigure: {
    kind: 'switch',
    default: true,
    description: 'Recommend a second factor to accounts without one.',
  },
  allowAuthenticatorApp: {
    kind: 'switch',
    default: true,
    description:
      'Allow authenticator apps. Switched off, an account that has nothing else goes on using its app.',
  },
  allowSecurityKeys: {
    kind: 'switch',
    default: true,
    description:
      'Allow security keys and passkeys. Switched off, an account that has nothing else goes on using its keys.',
  },
  allowBackupCodes: {
    kind: 'switch',
    default: true,
    description: 'Allow backup codes.',
    also: 'They stand beside an app or a key, never alone.',
  },
  allowUsedDevices: {
    kind: 'switch',
    default: true,
    description: 'Keep and show the list of devices. Off weakens no check: trust and tokens work as before.',
  },
  allowAppPasswords: {
    kind: 'switch',
    default: true,
    description: 'Allow app passwords. Off, none can be made, and those that exist are refused.',
    also: 'They are for programs that cannot ask for a second factor.',
    addedLater: true,
  },
  allowPasswordForBackends: {
    kind: 'switch',
    default: true,
    description:
      'Let accounts without a second factor use their own password where app passwords are asked for.',
    addedLater: true,
  },
  clockTolerance: {
    kind: 'number',
    default: 2,
    max: 10,
    description: 'Time steps of 30 s that an app’s clock may differ, either way; 0 to 10.',
  },
  trustDevicesForDays: {
    kind: 'number',
    default: 30,
    max: MOST_DAYS,
    description: 'How long a device can be trusted; 0 switches trust off. Must exceed the token lifetime.',
    also: 'Shortening ends trust already given, for good.',
  },
  authTokenExpirationLifetimeDays: {
    kind: 'number',
    default: 14,
    max: MOST_DAYS,
    description: 'How long a token lives; 0: it does not expire.',
    also: 'While tokens do not expire, no device can be trusted. Shortening ends tokens already given, for good.',
  },
  idleTimeoutMinutes: {
    kind: 'number',
    default: 0,
    max: 525_600,
    description:
      'After how many minutes without use a token ends; 0: only by its lifetime. Needs storeAuthTokenInDB.',
    addedLater: true,
  },
  storeAuthTokenInDB: {
    kind: 'switch',
    default: true,
    description:
      'Keep tokens in the database. Off, tokens are signed: none is listed, and none can be ended but with all others on its device.',
  },
  requireTwoFactor: {
    kind: 'choice',
    default: 'NOBODY',
    name: 'RequireTwoFactor',
    about: 'Whom the policy demands a second factor of.',
    values: {
      NOBODY: 'Only of accounts singled out by their own requireTwoFactor.',
      ADMINS: 'Of administrators.',
      EVERYONE: 'Of all accounts.',
    },
    description: 'Whom a second factor is demanded of.',
    also: 'They must set one up before anything else. One account can be singled out by its own `requireTwoFactor`.',
  },
  enrolmentGraceDays: {
    kind: 'number',
    default: 0,
    max: MOST_DAYS,
    description:
      'For how many days an account of whom it is demanded works without; counted from when it first is. 0: not at all.',
    addedLater: true,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> = S extends { values: infer Values }
  ? keyof Values
  : S extends { kind: 'switch' }
    ? boolean
    : number;

/** What is set. */
export type SettingValues = { -readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };
export type SettingsPatch = Partial<SettingValues>;

/** Every setting, by its name, as they are declared. */
export const declaredSettings = Object.entries(SETTINGS) as [SettingName, Setting][];

/** What classes extend that are given a property for each setting, by decorators in a loop. */
export const Declared = class {} as new () => SettingValues;

export const isSetting = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);
