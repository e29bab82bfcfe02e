import type { TextKey } from './catalogue';
import { ended, keyOf, lost } from './factor-sentences';
import { deviceName } from './names';
import {
  application,
  broughtAlong,
  changes,
  counted,
  created,
  type Details,
  filled,
  filters,
  goodFor,
  locksBy,
  member,
  named,
  nameIn,
  noLink,
  policy,
  present,
  permissionNames,
  said,
  type Say,
  service,
  text,
  until,
  updated,
  type Words,
} from './sentence-parts';
import { settingValue } from './setting-values';
import type { Translate } from './translator';

const METHODS = [
  'AUTHENTICATOR_APP',
  'SECURITY_KEY',
  'BACKUP_CODE',
  'RECOVERY_CODE',
  'BYPASS_CODE',
  'TRUSTED_NETWORK',
  'PASSWORD',
] as const;

/** “YubiKey”, or the kind of thing. */
function howOf({ name, method }: Details, t: Translate): string | null {
  const own = filled(t, 'told.name', { name });
  const known = METHODS.find((each) => each === method);
  return own ?? (known ? t(`told.methods.${known}`) : null);
}

const deviceIn = (recorded: unknown, t: Translate): string | null => {
  const name = text(recorded);
  return name === null ? null : deviceName(t, name);
};

const ofDevice =
  (key: TextKey): Say =>
  ({ device: recorded, formerName, untrusted }, { t }) => {
    const device = deviceIn(recorded, t);
    return [
      filled(t, key, key === 'told.device.renamed' ? { device, from: deviceIn(formerName, t) } : { device }),
      untrusted === true && t('told.device.losesTrust'),
    ];
  };

/** Its name says it all. */
const nothingMore: Say = () => [];

/** What each event of the audit log says beyond its name; a test fails where the server records one that is not here. */
export const SENTENCES: Record<string, Say> = {
  'sign_in.succeeded': (details, { t }) => {
    const { newDevice, trusted, method } = details;
    const device = deviceIn(details['device'], t);
    const how = howOf(details, t);
    return [
      filled(t, 'told.signedIn.withOn', { how, device }) ??
        filled(t, 'told.signedIn.with', { how }) ??
        filled(t, 'told.signedIn.on', { device }),
      method === null && t('told.signedIn.noSecond'),
      newDevice === true && t('told.signedIn.newDevice'),
      trusted === true && t('told.signedIn.trusted'),
    ];
  },
  'sign_in.failed': ({ method }, { t }) => [method === 'SECURITY_KEY' && t('told.passkeyRefused')],
  'sign_in.challenged': nothingMore,
  'sign_in.address_refused': nothingMore,
  'second_factor.failed': (details, { t }) => [
    filled(t, 'told.refusedProof', { how: howOf(details, t) }),
    details['lastAttempt'] === true && t('told.lastAttempt'),
  ],
  sign_out: nothingMore,
  'reauthentication.succeeded': (details, { t }) => [filled(t, 'told.confirmed', { how: howOf(details, t) })],
  'reauthentication.failed': nothingMore,
  'password.changed': nothingMore,
  'password.change_failed': nothingMore,
  'password.set_by_link': nothingMore,
  'password.reset_requested': ({ refused, linkId }, { t }) => [
    typeof linkId === 'string' && t('told.link.mailed'),
    noLink(refused, t),
  ],
  'password.reset_by_mail': (details, { t }) => [filled(t, 'told.confirmed', { how: howOf(details, t) })],
  'password_link.issued': ({ first, mailed, expiresAt }, words) => [
    words.t(first === true ? 'told.link.first' : 'told.link.reset'),
    typeof mailed === 'boolean' && words.t(mailed ? 'told.link.mailed' : 'told.link.shown'),
    until(expiresAt, words),
  ],
  'authenticator_app.enabled': nothingMore,
  'authenticator_app.disabled': (details, { t }) => ended(details, t),
  'authenticator_app.imported': nothingMore,
  'security_key.added': (details, words) =>
    keyOf(details['automatic'] === true ? 'told.key.saved' : 'told.key.added')(details, words),
  'security_key.removed': keyOf('told.key.removed'),
  'security_key.renamed': ({ name, formerName }, { t }) => [
    filled(t, 'told.key.renamed', { name, from: formerName }),
  ],
  'security_key.counter_regressed': ({ name, seen, stored }, { t }) => [
    filled(t, 'told.key.regressed', { name }),
    filled(t, 'told.key.counter', { seen, stored }),
  ],
  'security_key.eligibility_changed': named('told.key.changed'),
  'backup_codes.generated': nothingMore,
  'backup_codes.removed': nothingMore,
  'backup_code.used': ({ remaining }, { t }) => [
    typeof remaining === 'number' && t('told.backupCodeUsed', { smart_count: remaining }),
  ],
  'recovery_code.issued': ({ expiresAt }, words) => [until(expiresAt, words)],
  'recovery_code.used': nothingMore,
  'bypass_code.issued': ({ expiresAt, uses }, words) => [until(expiresAt, words), goodFor(uses, words)],
  'bypass_code.used': ({ remaining }, { t }) => [counted(t, 'told.bypass.left', remaining)],
  'bypass_code.withdrawn': ({ count }, { t }) => [counted(t, 'told.sessionsEnded', count)],
  'two_factor.disabled': nothingMore,
  'two_factor.recommendation_dismissed': nothingMore,
  'two_factor.reset': nothingMore,
  'two_factor.reminded': ({ deadline }, words) => [until(deadline, words)],
  'lost_factor.removed': lost,
  'device.trusted': ofDevice('told.device.trusted'),
  'device.untrusted': ofDevice('told.device.untrusted'),
  'device.all_untrusted': nothingMore,
  'device.renamed': ofDevice('told.device.renamed'),
  'device.signed_out': ofDevice('told.device.signedOut'),
  'device.removed': ofDevice('told.device.removed'),
  'token.revoked': ofDevice('told.sessionEnded'),
  'token.others_revoked': ({ count }, { t }) => [counted(t, 'told.sessionsEnded', count)],
  'token.all_revoked': nothingMore,
  'account.created': created,
  'account.updated': updated,
  'account.deleted': nothingMore,
  'account.imported': created,
  'account.import_attached': broughtAlong,
  'account.tokens_revoked': ({ count }, { t }) => [counted(t, 'told.sessionsEnded', count)],
  'account.contact_changed': ({ email, locale }, { t }) => {
    const { from, to } = (email ?? {}) as Details;
    return [
      from !== to && t('told.contact.changed', { from: said(from, t), to: said(to, t) }),
      filled(t, 'told.contact.language', { language: locale }),
    ];
  },
  'account.contact_requested': ({ email }, { t }) => [filled(t, 'told.contact.requested', { email })],
  'account.contact_refused': ({ email, reason }, { t }) => [
    filled(t, 'told.contact.refused', { email, reason }),
  ],
  'account.locked': locksBy,
  'account.unlocked': nothingMore,
  'account.reported_compromised': nothingMore,
  'account.gone_from_directory': nothingMore,
  'account.exempted': ({ reason, endsAt }, words) => [
    filled(words.t, 'told.exempted', { reason }),
    until(endsAt, words),
  ],
  'account.exemption_withdrawn': nothingMore,
  'group.created': ({ group, source }, { t }) => [
    filled(t, 'told.group.created', { group }),
    filled(t, 'told.group.source', { source }),
  ],
  'group.updated': ({ name }, { t }) => {
    const { from, to } = (name ?? {}) as Details;
    return [filled(t, 'told.group.renamed', { from, to })];
  },
  'group.deleted': ({ group }, { t }) => [filled(t, 'told.group.deleted', { group })],
  'group.member_added': member('told.group.added'),
  'group.member_removed': member('told.group.removed'),
  'group.policy_changed': policy('told.group.policyChanged'),
  'group.policy_removed': policy('told.group.policyRemoved'),
  'application.created': application('told.application.created', ({ kind }, { t }) => [
    (kind === 'OIDC' || kind === 'FORWARD') &&
      t('told.application.kind', { kind: t(`admin.applications.kinds.${kind}`) }),
  ]),
  'application.updated': application('told.application.updated', (details, { t, catalogue }) =>
    changes(details, t, (field) => nameIn(catalogue.admin.applications.fields, field)),
  ),
  'application.secret_rotated': application('told.application.secretRotated'),
  'application.old_secret_dropped': application('told.application.oldSecretDropped'),
  'application.deleted': application('told.application.deleted'),
  'service_account.created': service('told.service.created', ({ permissions }, words) => [
    permissionNames(permissions, words),
  ]),
  'service_account.updated': service('told.service.updated', (details, { t, catalogue }) =>
    changes(details, t, (field) => nameIn(catalogue.admin.serviceAccounts.fields, field)),
  ),
  'service_account.deleted': service('told.service.deleted'),
  'service_token.issued': service('told.service.issued'),
  'service_token.rotated': service('told.service.rotated'),
  'service_token.revoked': service('told.service.revoked'),
  'oidc.authorized': application('told.application.authorized', ({ scope }, { t }) => [
    filled(t, 'told.application.scope', { scope }),
  ]),
  'oidc.refused': application('told.application.refused', ({ reason }, { t }) => [
    (reason === 'NOT_ALLOWED' || reason === 'WRONG_SECRET') && t(`told.application.${reason}`),
  ]),
  'oidc.code_replayed': application('told.application.replayed'),
  'oidc.signed_out': application('told.application.signedOut', ({ everywhere }, { t }) => [
    everywhere === true && t('told.application.everywhere'),
  ]),
  'oidc.keys_rotated': ({ keys, atOnce }, { t }) => [
    Array.isArray(keys) && t('told.keys.made', { keys: keys.join(', ') }),
    atOnce === true && t('told.keys.atOnce'),
  ],
  'forward.authorized': ({ name, host }, { t }) => [filled(t, 'told.application.entered', { name, host })],
  'forward.refused': ({ name, host }, { t }) => [filled(t, 'told.application.kept', { name, host })],
  'introspection.refused': ({ client }, { t }) => [
    filled(t, 'told.application.client', { client }) ?? t('told.application.unknownClient'),
  ],
  'app_password.created': ({ name, scopes, expiresAt }, words) => [
    filled(words.t, 'told.appPassword.created', { name }),
    Array.isArray(scopes) && words.t('told.scopes', { scopes: scopes.join(', ') }),
    until(expiresAt, words),
  ],
  'app_password.renamed': ({ to, formerName }, { t }) => [
    filled(t, 'told.appPassword.renamed', { name: to, from: formerName }),
  ],
  'app_password.revoked': named('told.appPassword.revoked'),
  'app_password.used': ({ name, first }, { t }) => [
    filled(t, first === true ? 'told.appPassword.firstUsed' : 'told.appPassword.used', { name }),
  ],
  'backend_sign_in.succeeded': ({ scope }, { t }) => [filled(t, 'told.program', { scope })],
  'backend_sign_in.failed': ({ scope }, { t }) => [filled(t, 'told.program', { scope })],
  'settings.updated': (details, { t, catalogue }) =>
    changes(details, t, (field) => nameIn(catalogue.admin.settings.fields, field), settingValue),
  'settings.profile_applied': ({ profile }, { t }) => [profile === 'STRICT' && t('told.profile.STRICT')],
  'setup.noted': ({ fact }, { t }) => [
    (fact === 'KEY_BACKED_UP' || fact === 'POLICY_CHOSEN' || fact === 'DISMISSED') && t(`told.setup.${fact}`),
  ],
  'job.run_requested': ({ name }, { t, catalogue }) => [
    typeof name === 'string' && t('told.job', { name: nameIn(catalogue.admin.jobs.names, name) }),
  ],
  'keys.rotated': ({ resealed, unreadable }, { t }) => [
    counted(t, 'told.keys.resealed', resealed),
    counted(t, 'told.keys.unreadable', unreadable),
  ],
  'audit.pruned': ({ events }, { t }) => [counted(t, 'told.pruned', events)],
  'audit.exported': filters,
  'accounts.exported': filters,
  'archive.exported': () => [],
  'archive.imported': () => [],
};

/** These name fields and settings as the administration does, whose texts only administrators fetch. */
const IN_ADMINISTRATORS_WORDS =
  /^(account\.(created|updated|imported)|group\.policy_.+|application\..+|service_account\..+|settings\..+|job\..+)$/;

/** What an event says beyond its name, in sentences; the first tells by itself what happened. */
export function sentencesOf(action: string, details: unknown, words: Words): string[] {
  if (details === null || typeof details !== 'object') return [];
  if (IN_ADMINISTRATORS_WORDS.test(action) && !('admin' in words.catalogue)) return [];
  const say = Object.hasOwn(SENTENCES, action) ? SENTENCES[action] : undefined;
  return say === undefined ? [] : present(say(details as Details, words));
}
