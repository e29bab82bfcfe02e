import type { AuditEvent } from '../audit/audit-event.entity.js';

/** The events that people are notified of. */
export type Occasion =
  | 'newDevice'
  | 'halfFinished'
  | 'lockedOut'
  | 'factorAdded'
  | 'passkeySaved'
  | 'factorRemoved'
  | 'twoFactorReset'
  | 'lostFactorRemoved'
  | 'factorMissing'
  | 'signedOutEverywhere'
  | 'accountDisabled'
  | 'backupCodeUsed'
  | 'recoveryCodeIssued'
  | 'recoveryCodeUsed'
  | 'bypassCodeIssued'
  | 'bypassCodeUsed'
  | 'passwordChanged'
  | 'passwordSet'
  | 'passwordLink'
  | 'passwordLinkIssued'
  | 'passwordReset'
  | 'passwordElsewhere'
  | 'loginChanged'
  | 'madeAdministrator'
  | 'administratorNoMore'
  | 'keyCopied'
  | 'keyChanged'
  | 'contactChanged'
  | 'confirmAddress'
  | 'reported'
  | 'reportedByOther';

export type Factor = 'authenticatorApp' | 'securityKey' | 'backupCodes' | 'appPassword' | 'all';

/** What a mail says of its occasion: never a secret. */
export interface Facts {
  login: string;
  at: number;
  ipAddress: string | null;
  /** Who did it, when that was somebody else. */
  by: string | null;
  factor?: Factor;
  device?: string;
  /** The name of the key or the app password; the new login. */
  item?: string;
  /** Backup codes left. */
  remaining?: number;
  /** Until when something is to be done. */
  deadline?: number;
  /** Names of the app passwords that ended with it. */
  appPasswords?: string[];
  /** How many events the mail tells of, if more than one; `at` and the rest are of the latest. */
  times?: number;
}

type Told = { occasion: Occasion; linkId?: string } & Pick<
  Facts,
  'factor' | 'device' | 'item' | 'remaining' | 'appPasswords' | 'deadline'
>;
type Details = Record<string, unknown>;

const always =
  (occasion: Occasion, factor?: Factor) =>
  (details: Details): Told[] => [
    {
      occasion,
      ...(factor !== undefined && { factor }),
      ...(typeof details['name'] === 'string' && { item: inert(details['name']) }),
      ...lost(details),
    },
  ];

function lost({ appPasswords }: Details): Pick<Facts, 'appPasswords'> {
  return Array.isArray(appPasswords) ? { appPasswords: appPasswords.map((name) => inert(String(name))) } : {};
}

/** One act of an administrator may change several things, and the person is notified of each. */
function changesOf(details: Details): Told[] {
  const { login, role, password, disabled } = details;
  const to = (change: unknown) => (change as { to?: unknown } | undefined)?.to;
  const [newLogin, newRole] = [to(login), to(role)];
  const isDisabled = to(disabled) === true;
  return [
    ...(typeof newLogin === 'string' ? [{ occasion: 'loginChanged' as const, item: newLogin }] : []),
    ...(newRole === 'ADMIN' ? [{ occasion: 'madeAdministrator' as const }] : []),
    ...(newRole === 'USER' ? [{ occasion: 'administratorNoMore' as const }] : []),
    ...(password === 'set' ? [{ occasion: 'passwordSet' as const, ...(!isDisabled && lost(details)) }] : []),
    ...(isDisabled ? [{ occasion: 'accountDisabled' as const, ...lost(details) }] : []),
  ];
}

const LOST: readonly Factor[] = ['authenticatorApp', 'securityKey', 'backupCodes'];

/** By action. */
export const OCCASIONS: Record<string, (details: Details) => Told[]> = {
  'sign_in.succeeded': ({ newDevice, device }) =>
    newDevice === true
      ? [{ occasion: 'newDevice', ...(typeof device === 'string' && { device: inert(device) }) }]
      : [],
  'second_factor.failed': ({ lastAttempt }) => (lastAttempt === true ? [{ occasion: 'halfFinished' }] : []),
  'account.locked': always('lockedOut'),
  'authenticator_app.enabled': always('factorAdded', 'authenticatorApp'),
  'authenticator_app.disabled': always('factorRemoved', 'authenticatorApp'),
  'security_key.added': (details) =>
    details['automatic'] === true
      ? always('passkeySaved')(details)
      : always('factorAdded', 'securityKey')(details),
  'security_key.removed': always('factorRemoved', 'securityKey'),
  'security_key.counter_regressed': always('keyCopied'),
  'security_key.eligibility_changed': always('keyChanged'),
  'backup_codes.generated': always('factorAdded', 'backupCodes'),
  'backup_codes.removed': always('factorRemoved', 'backupCodes'),
  'backup_code.used': ({ remaining }) => [{ occasion: 'backupCodeUsed', remaining: Number(remaining) }],
  'recovery_code.issued': always('recoveryCodeIssued'),
  'recovery_code.used': always('recoveryCodeUsed'),
  'bypass_code.issued': always('bypassCodeIssued'),
  'bypass_code.used': always('bypassCodeUsed'),
  'app_password.created': always('factorAdded', 'appPassword'),
  'two_factor.disabled': always('factorRemoved', 'all'),
  'two_factor.reset': always('twoFactorReset'),
  'two_factor.reminded': ({ deadline }) => [
    { occasion: 'factorMissing', ...(typeof deadline === 'string' && { deadline: Date.parse(deadline) }) },
  ],
  'lost_factor.removed': (details) =>
    always(
      'lostFactorRemoved',
      LOST.find((factor) => factor === details['factor']),
    )(details),
  'account.tokens_revoked': always('signedOutEverywhere'),
  'password.changed': always('passwordChanged'),
  'password.set_by_link': always('passwordChanged'),
  'password.reset_by_mail': always('passwordChanged'),
  'password.reset_requested': ({ linkId, refused }) => {
    if (typeof linkId === 'string') return [{ occasion: 'passwordReset', linkId }];
    return refused === 'PASSWORD_ELSEWHERE' ? [{ occasion: 'passwordElsewhere' }] : [];
  },
  'password_link.issued': ({ mailed, linkId }) =>
    mailed === true && typeof linkId === 'string'
      ? [{ occasion: 'passwordLink', linkId }]
      : [{ occasion: 'passwordLinkIssued' }],
  'account.reported_compromised': always('reported'),
  'account.updated': changesOf,
  'account.contact_changed': always('contactChanged'),
};

/** What an intruder does first. Their mails have a link by which the owner says that it was somebody else. */
export const REPORTABLE: ReadonlySet<Occasion> = new Set<Occasion>(['newDevice', 'passwordChanged']);

/** What to tell the account's owner of this event. */
export function occasionsOf({ action, details }: AuditEvent): Told[] {
  const tell = Object.hasOwn(OCCASIONS, action) ? OCCASIONS[action] : undefined;
  return tell ? tell((details ?? {}) as Details) : [];
}

/** The person who signs in chooses the name, so it must not become a link in a mail that comes from us. */
const inert = (name: string): string =>
  name
    .replace(/[^\p{L}\p{M}\p{N} ()_-]+/gu, ' ')
    .trim()
    .slice(0, 60);
