import type { Catalogue, TextKey } from './catalogue';
import type { Translate } from './translator';

export type Details = Record<string, unknown>;

export interface Words {
  t: Translate;
  catalogue: Catalogue;
  /** Date and time of a moment, as it is written in the log. */
  moment: (at: string) => string;
}

/** Sentences, of which those are left out that an event does not tell enough for, as one of years ago. */
export type Say = (details: Details, words: Words) => (string | null | false)[];

export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

/** A sentence of values that are all there. */
export function filled(t: Translate, key: TextKey, values: Record<string, unknown>): string | null {
  const given = Object.entries(values).map(([name, value]) => [name, text(value)] as const);
  if (given.some(([, value]) => value === null)) return null;
  return t(key, Object.fromEntries(given) as Record<string, string>);
}

export const named =
  (key: TextKey): Say =>
  ({ name }, { t }) => [filled(t, key, { name })];

export const until = (at: unknown, { t, moment }: Words): string | null =>
  typeof at === 'string' ? t('told.validUntil', { when: moment(at) }) : null;

/** Why somebody who has forgotten the password was sent no link. */
export function noLink(refused: unknown, t: Translate): string | null {
  const reasons = ['DISABLED', 'PASSWORD_ELSEWHERE', 'NO_PASSWORD_YET', 'NO_ADDRESS'] as const;
  const reason = reasons.find((each) => each === refused);
  return reason ? t(`told.noLink.${reason}`) : null;
}

export const counted = (t: Translate, key: TextKey, count: unknown): string | null =>
  typeof count === 'number' && count > 0 ? t(key, { smart_count: count }) : null;

export const goodFor = (uses: unknown, { t }: Words): string | null => counted(t, 'told.bypass.uses', uses);

/** A value of a setting or a field. */
export function said(value: unknown, t: Translate): string {
  if (typeof value === 'boolean') return t(value ? 'meanwhile.on' : 'meanwhile.off');
  if (Array.isArray(value)) return value.length === 0 ? t('meanwhile.empty') : value.join(', ');
  switch (value) {
    case 'USER':
    case 'AUDITOR':
    case 'HELPDESK':
    case 'ADMIN':
    case 'OWNER':
      return t(`admin.accounts.roles.${value}`);
    case 'NOBODY':
    case 'ADMINS':
    case 'EVERYONE':
    case 'NEVER':
    case 'ASK':
    case 'SAVE':
    case 'ALWAYS':
    case 'OFF':
    case 'WEEKLY':
    case 'MONTHLY':
      return t(`admin.settings.choices.${value}`);
    case 'ADMINISTRATORS':
      return t('admin.applications.who.ADMINISTRATORS');
    default:
      return text(value) ?? t('meanwhile.empty');
  }
}

export const present = (sentences: readonly (string | null | false)[]): string[] =>
  sentences.filter((sentence): sentence is string => typeof sentence === 'string');

/** By the name that people know; one that is not known stays as it is. */
export const nameIn = (names: object, field: string): string => {
  const name: unknown = (names as Record<string, unknown>)[field];
  return typeof name === 'string' ? name : ((name as { name?: string } | undefined)?.name ?? field);
};

/** "Days until a session expires: 1 instead of 30." Of what is called by its name only, the name. */
export function changes(
  details: Details,
  t: Translate,
  nameOf: (field: string) => string,
  valueOf: (field: string, value: unknown, t: Translate) => string = (_field, value) => said(value, t),
): string[] {
  return Object.entries(details).flatMap(([field, change]) => {
    if (typeof change !== 'object' || change === null || !('to' in change)) return [];
    const { from, to } = change as { from?: unknown; to: unknown };
    return [
      t('told.changed', { name: nameOf(field), from: valueOf(field, from, t), to: valueOf(field, to, t) }),
    ];
  });
}

/** What an import has brought to an account beside itself. */
export const broughtAlong: Say = ({ securityKeys, backupCodes, devices, recommendationDismissed }, { t }) => [
  Array.isArray(securityKeys) && t('told.imported.securityKeys', { names: securityKeys.join(', ') }),
  counted(t, 'told.imported.backupCodes', backupCodes),
  counted(t, 'told.imported.devices', devices),
  recommendationDismissed === true && t('told.imported.recommendationDismissed'),
];

/** What the fields of an account are called. */
const ACCOUNT_FIELDS: Record<string, TextKey> = {
  login: 'admin.accounts.login',
  displayName: 'admin.accounts.displayName',
  role: 'admin.accounts.role',
  disabled: 'admin.accounts.disabled',
  requireTwoFactor: 'admin.accounts.requireTwoFactor',
  allowedNetworks: 'admin.accounts.allowedNetworks',
};

/** Whom a role is for; the log has the groups by ids. */
function scope({ administersGroups, isScoped, role }: Details, t: Translate): string | null {
  if (Array.isArray(administersGroups)) {
    return counted(t, 'told.account.roleForGroups', administersGroups.length);
  }
  const isForAll = (isScoped as Details | undefined)?.['to'] === false;
  // Users have no role for anybody.
  return isForAll && (role as Details | undefined)?.['to'] !== 'USER' ? t('told.account.roleForAll') : null;
}

export const updated: Say = (details, { t }) => {
  const { isScoped: _scope, ...fields } = details;
  return [
    ...changes(fields, t, (field) => {
      const key = ACCOUNT_FIELDS[field];
      return key === undefined ? field : t(key);
    }),
    scope(details, t),
    details['password'] === 'set' && t('told.account.password'),
    details['passwordMustChange'] === true && t('told.account.mustChange'),
  ];
};

export const application =
  (key: TextKey, more: Say = () => []): Say =>
  (details, words) => [filled(words.t, key, { name: details['name'] }), ...more(details, words)];

/** Of a service account, or one of its tokens. */
export const service =
  (key: TextKey, more: Say = () => []): Say =>
  (details, words) => {
    const { serviceAccount: name, hint, replaced } = details;
    const former = (replaced as Details | undefined)?.['hint'];
    const values = { name, ...(hint !== undefined && { hint }), ...(former !== undefined && { former }) };
    return [filled(words.t, key, values), ...more(details, words), until(details['until'], words)];
  };

export const permissionNames = (permissions: unknown, { t, catalogue }: Words): string | null =>
  Array.isArray(permissions) && 'admin' in catalogue
    ? t('told.service.may', {
        permissions: permissions
          .map((each) => nameIn(catalogue.admin.serviceAccounts.permissions, String(each)))
          .join(' · '),
      })
    : null;

export const member =
  (key: TextKey): Say =>
  ({ group, by }, { t }) => [
    filled(t, key, { group }),
    (by === 'import' || by === 'directory') && t(`told.group.${by}`),
  ];

/** Names of what a group may have stricter, beside those of settings. */
const POLICY_FIELDS: Record<string, TextKey> = {
  requireTwoFactor: 'admin.policy.secondFactor',
  enrolmentGraceDays: 'admin.policy.grace',
  allowedNetworks: 'admin.accounts.allowedNetworks',
  alwaysAskFrom: 'admin.policy.alwaysAskFrom',
  neverAskFrom: 'admin.policy.neverAskFrom',
};

export const policy =
  (key: TextKey): Say =>
  (details, { t, catalogue }) => [
    filled(t, key, { group: details['group'] }),
    ...changes(details, t, (field) => {
      const own = POLICY_FIELDS[field];
      if (own !== undefined) return t(own);
      return 'admin' in catalogue ? nameIn(catalogue.admin.settings.fields, field) : field;
    }),
  ];

export const filters: Say = ({ ids, ...details }, { t }) => {
  const given = Object.entries(details).map(([name, value]) => `${name} = ${text(value) ?? ''}`);
  return [
    typeof ids === 'string' && counted(t, 'told.selected', ids.split(',').length),
    given.length > 0 && t('told.filtered', { filters: given.join(', ') }),
  ];
};

export const locksBy: Say = ({ kind, until: at }, { t, moment }) => [
  kind !== undefined && t(kind === 'password' ? 'told.locked.PASSWORD' : 'told.locked.OTHER'),
  typeof at === 'string'
    ? t('told.locked.until', { when: moment(at) })
    : at === null && t('told.locked.forGood'),
];

const HOW_CREATED: Record<string, TextKey> = {
  'to be chosen': 'told.account.noPassword',
  'to be changed': 'told.account.passwordGiven',
  own: 'told.account.passwordOwn',
  elsewhere: 'told.account.passwordElsewhere',
};

export const created: Say = (details, words) => {
  const { role, password, authenticatorApp } = details;
  const { t } = words;
  const how = typeof password === 'string' ? HOW_CREATED[password] : undefined;
  return [
    t('told.account.role', { role: said(role, t) }),
    scope(details, t),
    how !== undefined && t(how),
    typeof authenticatorApp === 'boolean' &&
      t(authenticatorApp ? 'told.account.withApp' : 'told.account.withoutApp'),
    ...broughtAlong(details, words),
  ];
};
