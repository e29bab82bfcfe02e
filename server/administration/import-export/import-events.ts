import { networksIn } from '../../accounts/allowed-networks.js';
import type { AuditEntry } from '../../events/audit/audit.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { RecordContact } from './account-record.js';
import { type Parts, partsOf } from './import-plan.js';

/** An account that an import has created. */
export interface Newcomer {
  account: AccountProfile;
  parts: Parts;
  contact: RecordContact | null;
}

export function eventsOfNew(actor: Actor, { account, parts, contact }: Newcomer): AuditEntry[] {
  const details = {
    role: account.role,
    authenticatorApp: parts.authenticatorApp !== null,
    ...countsOf(parts),
  };
  const imported: AuditEntry = { action: 'account.imported', actor, account, details };
  // An address that no link was mailed to is asked whether it is right.
  if (contact?.email == null || contact.isInvitedThere) return [imported];
  const { email } = contact;
  return [imported, { action: 'account.contact_requested', actor, account, details: { email } }];
}

export function eventsOfAttached(actor: Actor, account: AccountProfile, parts: Parts): AuditEntry[] {
  const { authenticatorApp, ...others } = parts;
  // Groups have events of their own.
  const more = partsOf({ ...others, authenticatorApp: null, groups: [] }).length > 0;
  return [
    ...(authenticatorApp === null ? [] : [{ action: 'authenticator_app.imported' as const, actor, account }]),
    ...(more
      ? [{ action: 'account.import_attached' as const, actor, account, details: countsOf(parts) }]
      : []),
  ];
}

/** What an event tells of what came; what did not is left out. */
const countsOf = (parts: Parts) => {
  const { securityKeys, backupCodes, devices, recommendationDismissed, allowedNetworks } = parts;
  return {
    ...(securityKeys.length > 0 && { securityKeys: securityKeys.map(({ name }) => name) }),
    ...(backupCodes.length > 0 && { backupCodes: backupCodes.length }),
    ...(devices.length > 0 && { devices: devices.length }),
    ...(recommendationDismissed && { recommendationDismissed }),
    ...(allowedNetworks !== '' && { allowedNetworks: networksIn(allowedNetworks) }),
  };
};
