import { normaliseLogin } from '../../../accounts/login.js';
import type { ImportedApp } from '../../../factors/authenticator-app/authenticator-app.service.js';
import { sha256 } from '../../../platform/encryption/secrets.js';
import type { AccountProfile } from '../../../platform/acting/account-profile.js';
import type { BroughtParts, ImportOrigin } from './import-origin.entity.js';
import { appDigestOf } from './origins.js';
import type { SuiteRecord } from './suite-record.js';
import { type SuiteUser, textOf } from './suite-user.js';

/** What of somebody is new since they were last brought along. */
export interface Change {
  /** With what is new alone: what was brought along before is the account's own. */
  record: SuiteRecord;
  /** The app that takes the place of the one that was brought along before, which is still the account's. */
  replacement: string | null;
  remarks: string[];
}

/** What somebody has there now, to know later what was brought along. */
export function partsNow(user: SuiteUser, record: SuiteRecord): BroughtParts {
  const sealedCodes = textOf(user.properties?.backupCodes);
  return {
    keys: Object.fromEntries(record.securityKeys.map((key) => [keyId(key), key.name])),
    devices: record.devices.map(({ createdAt }) => createdAt),
    backupCodes: sealedCodes === '' ? null : short(sealedCodes),
  };
}

/** `app`: the account's own now. What was changed here since then is left as it is, also what was taken away. */
export function changeSince(
  { appDigest, parts: before }: ImportOrigin,
  user: SuiteUser,
  record: SuiteRecord,
  { account, app }: { account: AccountProfile; app: ImportedApp | null },
): Change {
  const parts = partsNow(user, record);
  const { takes, replaces, remark } = appChange(secretOf(record), app, appDigest);
  const removedKeys = Object.entries(before.keys).filter(([id]) => !Object.hasOwn(parts.keys, id));
  const removedDevices = before.devices.filter((createdAt) => !parts.devices.includes(createdAt));
  const isRenamed = normaliseLogin(user.publicId) !== normaliseLogin(account.login);
  return {
    record: {
      ...record,
      fields: { ...record.fields, login: account.login, totpSecret: takes ? secretOf(record) : null },
      securityKeys: record.securityKeys.filter((key) => !Object.hasOwn(before.keys, keyId(key))),
      devices: record.devices.filter(({ createdAt }) => !before.devices.includes(createdAt)),
      backupCodes: before.backupCodes === null ? record.backupCodes : [],
    },
    replacement: replaces ? secretOf(record) : null,
    remarks: [
      remark ?? [],
      removedKeys.map(([, name]) => `The security key “${name}” was removed there, and still works here.`),
      removedDevices.length > 0 ? `${removedDevices.length} devices were removed there, and not here.` : [],
      before.backupCodes !== null && before.backupCodes !== parts.backupCodes
        ? 'Backup codes were used or made anew there: those that were brought along are unchanged here.'
        : [],
      user.isDisabled && !account.disabled ? 'It is disabled there, and not here.' : [],
      isRenamed ? 'It has another login there than here.' : [],
    ].flat(),
  };
}

interface AppChange {
  /** As of an account that never had one. */
  takes: boolean;
  replaces: boolean;
  remark: string | null;
}

function appChange(theirs: string | null, ours: ImportedApp | null, brought: string | null): AppChange {
  const nothing = { takes: false, replaces: false, remark: null };
  const isBrought = ours !== null && appDigestOf(ours.secret) === brought;
  if (theirs === null) {
    return isBrought
      ? { ...nothing, remark: 'Its authenticator app was switched off there, and still works here.' }
      : nothing;
  }
  if (ours === null) return brought === null ? { ...nothing, takes: true } : nothing;
  if (appDigestOf(theirs) === appDigestOf(ours.secret)) return nothing;
  if (isBrought) return { ...nothing, replaces: true };
  // Said once, when it changes there: the person has set up another one here.
  return appDigestOf(theirs) === brought
    ? nothing
    : { ...nothing, remark: 'Its authenticator app was set up anew there; the one here stays.' };
}

export const secretOf = ({ fields }: SuiteRecord): string | null =>
  typeof fields['totpSecret'] === 'string' ? fields['totpSecret'] : null;

const short = (text: string): string => sha256(text).slice(0, 32);

const keyId = ({ credentialId }: { credentialId: string }): string => short(credentialId);
