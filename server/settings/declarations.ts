/** All that is known of a setting: column, GraphQL fields, ranges, the form's controls and README's table are made of it. */
export type Setting = About &
  (
    | { kind: 'switch'; default: boolean }
    /** A whole number from 0, of `unit`; a step is one of an authenticator app, of 30 seconds. */
    | { kind: 'number'; default: number; max: number; unit: 'days' | 'minutes' | 'steps' }
    /** One of a few values, each with its description; `name` and `about` are those of the GraphQL enum. */
    | {
        kind: 'choice';
        default: string;
        values: Record<string, string>;
        name: string;
        about: string;
      }
    /** One line, of at most `max` characters; empty where nothing is set. `form`: what else it must be. */
    | { kind: 'text'; default: string; max: number; form?: TextForm }
  );

/** `name`: what authenticator apps can show; `colour`: `#rrggbb`; `link`: see help-link.ts. */
export type TextForm = 'name' | 'colour' | 'link';

interface About {
  /** In GraphQL, and in README's table. */
  description: string;
  /** What README's table says besides. */
  also?: string;
  /** Not in the first migration: its own gave the row that was there the default, by that of the column. */
  addedLater?: true;
  /** Allows a factor that protects an account by itself: while no such switch is on, no second factor can be demanded. */
  allowsPrimary?: true;
  /** Groups may have a stricter one: see account-settings.ts. */
  byGroup?: Stricter;
}

/**
 * Which of two values is the stricter: a switch that is off; the smaller number; or the smaller one but 0, which is no
 * limit.
 */
export type Stricter = 'off' | 'less' | 'less but 0';

const MOST_DAYS = 3650;

export const SETTINGS = {
  disabled: {
    kind: 'switch',
    default: false,
    description: 'Whether two-factor authentication is switched off: everyone signs in by password alone.',
  },
  showRecommendationToConfigure: {
    kind: 'switch',
    default: true,
    description: 'Whether to recommend a second factor to accounts without one.',
  },
  allowAuthenticatorApp: {
    kind: 'switch',
    default: true,
    byGroup: 'off',
    allowsPrimary: true,
    description:
      'Whether authenticator apps are allowed. If not, none can be set up; accounts with no other method keep using theirs.',
  },
  allowSecurityKeys: {
    kind: 'switch',
    default: true,
    byGroup: 'off',
    allowsPrimary: true,
    description:
      'Whether security keys and passkeys are allowed. If not, none can be registered; accounts with no other method keep using theirs.',
  },
  offerPasskeys: {
    kind: 'choice',
    default: 'ASK',
    name: 'OfferPasskeys',
    about: 'The ways in which people come to have a passkey on the device that they sign in on.',
    values: {
      NEVER: 'None is offered: people add passkeys on their Security page.',
      ASK: 'One is offered after a sign-in with a password, on devices that can hold one.',
      SAVE: 'One is offered as with ASK, but a browser that has just filled in the password saves a passkey without asking, and the person is notified.',
    },
    description:
      'Whether people who have a second factor are offered a passkey after signing in with their password.',
    also: 'SAVE needs a sign-in with both factors, and a browser with conditional creation; others ask.',
    addedLater: true,
  },
  allowBackupCodes: {
    kind: 'switch',
    default: true,
    byGroup: 'off',
    description: 'Whether backup codes are allowed.',
    also: 'They stand beside an app or a key, never alone.',
  },
  allowUsedDevices: {
    kind: 'switch',
    default: true,
    description:
      'Whether the list of devices is kept and shown. Switching it off weakens no check: trust and tokens work as before.',
  },
  allowAppPasswords: {
    kind: 'switch',
    default: true,
    byGroup: 'off',
    description:
      'Whether app passwords are allowed. If not, none can be created, and existing ones are refused.',
    also: 'They are for programs that cannot ask for a second factor.',
    addedLater: true,
  },
  allowPasswordForBackends: {
    kind: 'switch',
    default: true,
    byGroup: 'off',
    description:
      'Whether accounts without a second factor may use their own password where app passwords are asked for.',
    addedLater: true,
  },
  allowPasswordResetByMail: {
    kind: 'switch',
    default: false,
    description:
      'Whether people who have forgotten their password can choose another by a link that is e-mailed to them. Those who have a second factor need it, too.',
    also: 'Off at first: where there is no second factor, whoever reads the mailbox then has the account. Needs SMTP_URL.',
    addedLater: true,
  },
  clockTolerance: {
    kind: 'number',
    default: 2,
    max: 10,
    unit: 'steps',
    description:
      'The number of 30-second time steps by which an app’s clock may be off, either way; 0 to 10.',
  },
  trustDevicesForDays: {
    kind: 'number',
    default: 30,
    byGroup: 'less',
    max: MOST_DAYS,
    unit: 'days',
    description:
      'The number of days for which a device can be trusted; 0 switches trust off. Must exceed the token lifetime.',
    also: 'Shortening ends trust already given, for good.',
  },
  authTokenExpirationLifetimeDays: {
    kind: 'number',
    default: 14,
    byGroup: 'less but 0',
    max: MOST_DAYS,
    unit: 'days',
    description: 'The lifetime of a token in days; 0: it does not expire.',
    also: 'While tokens do not expire, no device can be trusted. Shortening ends tokens already given, for good.',
  },
  keepSignedIn: {
    kind: 'choice',
    default: 'ALWAYS',
    name: 'KeepSignedIn',
    about: 'The ways in which a session outlives that the browser is closed.',
    values: {
      NEVER: 'It does not: it ends with the browser, and after 24 hours.',
      ASK: 'The person chooses when signing in.',
      ALWAYS: 'It lasts as long as its token.',
    },
    description: 'Whether people stay signed in when their browser is closed.',
    also: 'A session that is not kept ends after 24 hours even in browsers that restore it. With ASK, a client that says nothing is kept signed in.',
    addedLater: true,
  },
  idleTimeoutMinutes: {
    kind: 'number',
    default: 0,
    byGroup: 'less but 0',
    max: 525_600,
    unit: 'minutes',
    description:
      'The number of minutes without use after which a token expires; 0: only its lifetime counts. Requires storeAuthTokenInDB.',
    addedLater: true,
  },
  storeAuthTokenInDB: {
    kind: 'switch',
    default: true,
    description:
      'Whether tokens are kept in the database. If not, tokens are signed: they are not listed, and one can be revoked only together with all others on its device.',
  },
  requireTwoFactor: {
    kind: 'choice',
    default: 'NOBODY',
    name: 'RequireTwoFactor',
    about: 'The accounts of which policy requires a second factor.',
    values: {
      NOBODY: 'No accounts but those that have requireTwoFactor themselves.',
      ADMINS: 'All administrators.',
      EVERYONE: 'All accounts.',
    },
    description: 'The accounts that must have a second factor.',
    also: 'They must set one up before anything else. One account can be singled out by its own `requireTwoFactor`.',
  },
  enrolmentGraceDays: {
    kind: 'number',
    default: 0,
    max: MOST_DAYS,
    unit: 'days',
    description:
      'The grace period in days: how long an account may work without the second factor that is required of it, counted from when it is first required. 0: not at all.',
    addedLater: true,
  },
  remindToEnrol: {
    kind: 'switch',
    default: false,
    description:
      'Whether people are reminded by mail to set up the second factor that is required of them: when it is first required, and 7 days and 1 day before the grace period is over.',
    also: 'Needs SMTP_URL.',
    addedLater: true,
  },
  digestToAdministrators: {
    kind: 'choice',
    default: 'OFF',
    name: 'DigestToAdministrators',
    about: 'The intervals at which administrators are e-mailed which accounts there are to look at.',
    values: {
      OFF: 'They are not.',
      WEEKLY: 'On Mondays.',
      MONTHLY: 'On the first day of the month.',
    },
    description:
      'The interval at which administrators are e-mailed which accounts lack the second factor that is required of them, are locked or reported, or were invited in vain. Nothing is sent when there are none.',
    also: 'Needs SMTP_URL. When it is switched on, the first comes on the next morning.',
    addedLater: true,
  },
  serviceName: {
    kind: 'text',
    default: '',
    max: 60,
    form: 'name',
    description:
      'The name of this service on its pages, in its mails, and in authenticator apps set up from then on; empty: ISSUER.',
    addedLater: true,
  },
  accentColour: {
    kind: 'text',
    default: '',
    max: 7,
    form: 'colour',
    description: 'The colour of buttons and links, as #rrggbb; empty: the service’s own.',
    also: 'Where it could not be read it is lightened or darkened.',
    addedLater: true,
  },
  helpUrl: {
    kind: 'text',
    default: '',
    max: 1000,
    form: 'link',
    description:
      'The address for people who need help with signing in, beginning with https:, mailto: or tel:; empty: none is shown.',
    addedLater: true,
  },
  helpText: {
    kind: 'text',
    default: '',
    max: 120,
    description:
      'A line beside the link for help, such as a name, a telephone number and hours; empty: none is shown.',
    addedLater: true,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> = S extends { values: infer Values }
  ? keyof Values
  : S extends { kind: 'switch' }
    ? boolean
    : S extends { kind: 'text' }
      ? string
      : number;

/** What is set. */
export type SettingValues = { -readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };
export type SettingsPatch = Partial<SettingValues>;

/** The settings of which groups may have stricter ones. */
export type GroupSettingName = {
  [Name in SettingName]: (typeof SETTINGS)[Name] extends { byGroup: Stricter } ? Name : never;
}[SettingName];
/** What a group has of them; null: as the settings say. */
export type GroupSettingValues = { -readonly [Name in GroupSettingName]: SettingValues[Name] | null };

/** Every setting, by its name, as they are declared. */
export const declaredSettings = Object.entries(SETTINGS) as [SettingName, Setting][];

/** What classes extend that are given a property for each setting, by decorators in a loop. */
export const Declared = class {} as new () => SettingValues;

export const isSetting = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

/** Those of which groups may have stricter ones. */
export const groupSettings = declaredSettings.filter(([, { byGroup }]) => byGroup !== undefined) as [
  GroupSettingName,
  Setting & { byGroup: Stricter },
][];
