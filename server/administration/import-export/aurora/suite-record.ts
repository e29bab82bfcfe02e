import { checkName } from '../../../accounts/login.js';
import { parseImportedCode } from '../../../factors/backup-codes/imported-codes.js';
import type { ImportedKey } from '../../../factors/security-keys/imported-key.js';
import { Refusal } from '../../../platform/refusal.js';
import type { ImportedDevice } from '../../../sessions/devices/imported-device.js';
import type { RawRecord } from '../account-record.js';
import { invalid } from '../totp-secret.js';
import type { SuiteCipher } from './cipher.js';
import { localeOf } from './languages.js';
import { importedKeyOf } from './suite-keys.js';
import { type SuiteProperties, type SuiteUser, textOf } from './suite-user.js';

const SECOND = 1000;

export interface SuiteOptions {
  cipher: SuiteCipher;
  /** That keys must be of. */
  rpId: string;
  /** Whether a tenant's administrators become administrators, of all that is here. */
  tenantAdmins: boolean;
}

/** What a person of the suite becomes here. */
export interface SuiteRecord extends RawRecord {
  securityKeys: readonly ImportedKey[];
  backupCodes: readonly string[];
  devices: readonly ImportedDevice[];
  /** What is to be known of it. */
  remarks: string[];
  /** What of it cannot be brought along, and why; never a secret. */
  refused: string[];
  /** What is counted in the report. */
  counted: { ipAllowList: boolean; tenantAdmin: boolean; otherLanguage: boolean };
}

const [SUPER_ADMIN, TENANT_ADMIN, NORMAL_USER] = [0, 1, 2];

/** Throws BAD_USER_INPUT where it cannot come along without losing what protects it. */
export async function suiteRecord(user: SuiteUser, options: SuiteOptions): Promise<SuiteRecord> {
  const { properties } = user;
  if (user.publicId.trim() === '') throw invalid('It has no PublicId, and so no login.');
  if (!properties) throw invalid('Its Properties are damaged: they are no JSON object.');
  const refused: string[] = [];
  const secret = secretOf(properties, options.cipher);
  const securityKeys = await keysOf(user, options.rpId, refused);
  if (secret === null && user.keys.length > 0 && securityKeys.length === 0) {
    throw invalid(`It would lose its second factor: ${refused.join(' ')}`);
  }
  const hasFactor = secret !== null || securityKeys.length > 0;
  const locale = localeOf(user.language);
  const allowed = addressesIn(properties.ipAllowList);
  const counted = {
    ipAllowList: allowed.length > 0,
    tenantAdmin: user.role === TENANT_ADMIN,
    otherLanguage: user.language !== '' && locale === null,
  };
  const displayName = nameOf(user);
  return {
    line: user.id,
    fields: {
      login: user.publicId,
      displayName,
      role: isAdmin(user.role, options) ? 'ADMIN' : 'USER',
      disabled: user.isDisabled,
      totpSecret: secret,
      allowedNetworks: allowed.join(' '),
      locale,
    },
    securityKeys,
    // There, too, they count for nothing alone.
    backupCodes: hasFactor ? codesOf(properties, options.cipher, refused) : [],
    devices: devicesOf(user),
    recommendationDismissed: isFalse(properties.showRecommendation),
    refused,
    counted,
    remarks: [
      counted.otherLanguage ? `Its language, ${oneWord(user.language)}, there is not here.` : [],
      displayName === null && user.name.trim() !== '' ? 'Its name cannot be used here.' : [],
      counted.tenantAdmin && !options.tenantAdmins
        ? 'It was administrator of its tenant, and is no administrator here (see --tenant-admins).'
        : [],
      user.role > NORMAL_USER ? `Its role there is ${user.role}; here it is a user.` : [],
    ].flat(),
  };
}

const isAdmin = (role: number, { tenantAdmins }: SuiteOptions): boolean =>
  role === SUPER_ADMIN || (tenantAdmins && role === TENANT_ADMIN);

function secretOf({ secret, isEncryptedSecret }: SuiteProperties, cipher: SuiteCipher): string | null {
  const stored = textOf(secret).trim();
  if (stored === '') return null;
  // Until November 2020 it was kept as it is.
  if (!isTrue(isEncryptedSecret)) return stored;
  const opened = cipher.open(stored);
  if (opened === null)
    throw invalid('Its TOTP secret cannot be decrypted: it is damaged, or of another key.');
  return opened;
}

async function keysOf(user: SuiteUser, rpId: string, refused: string[]): Promise<ImportedKey[]> {
  const keys: ImportedKey[] = [];
  for (const key of user.keys) {
    try {
      const imported = await importedKeyOf(user, key, rpId);
      if (keys.some(({ credentialId }) => credentialId === imported.credentialId)) {
        throw invalid('it is there twice.');
      }
      keys.push(imported);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push(`Security key ${key.id} is refused: ${error.message}`);
    }
  }
  return keys;
}

function codesOf({ backupCodes }: SuiteProperties, cipher: SuiteCipher, refused: string[]): string[] {
  const stored = textOf(backupCodes).trim();
  if (stored === '') return [];
  const opened = cipher.open(stored);
  const codes = opened === null ? null : listIn(opened);
  // A used one leaves an empty text.
  const unused = codes?.filter((code) => code !== '');
  if (!unused?.every((code) => typeof code === 'string' && parseImportedCode(code) !== null)) {
    const why = opened === null ? 'they cannot be decrypted' : 'they are no list of codes';
    refused.push(`Its backup codes are refused: ${why}.`);
    return [];
  }
  return unused as string[];
}

function listIn(json: string): unknown[] | null {
  const value = jsonOf(json);
  // PHP makes an object of a list that is not numbered from 0.
  return typeof value === 'object' && value !== null ? Object.values(value) : null;
}

/** Undefined for what is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const devicesOf = ({ devices }: SuiteUser): ImportedDevice[] =>
  devices.map(({ name, customName, ipAddress, createdAt, lastUsedAt }) => ({
    name: customName.trim() === '' ? name : customName,
    userAgent: null,
    ipAddress: ipAddress === '' ? null : ipAddress,
    createdAt: createdAt * SECOND,
    lastSeenAt: lastUsedAt * SECOND,
  }));

function nameOf({ name }: SuiteUser): string | null {
  try {
    return name.trim() === '' ? null : checkName(name);
  } catch {
    return null;
  }
}

/** Those that the account can be used from there. Throws BAD_USER_INPUT: without them, it could be from anywhere. */
function addressesIn(list: unknown): string[] {
  if (list == null || list === '') return [];
  const read = typeof list === 'string' ? jsonOf(list) : list;
  if (typeof read !== 'object' || read === null) {
    throw invalid('Its list of allowed addresses cannot be read.');
  }
  // Each is the name of a comment; of an empty list PHP makes an array.
  return Object.keys(read);
}

const oneWord = (text: string): string => text.replaceAll(/[^\p{L}\p{N} -]/gu, '').slice(0, 40);

const isTrue = (value: unknown): boolean => value === true || Number(value) === 1 || value === 'true';
/** Who was never asked has no such property. */
const isFalse = (value: unknown): boolean => value != null && !isTrue(value);
