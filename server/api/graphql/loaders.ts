import DataLoader from 'dataloader';
import type { AppPassword } from '../../integrations/app-passwords/app-password.entity.js';
import type { AccountProfile } from '../../accounts/account.entity.js';
import type { AuthenticatorApp } from '../../factors/authenticator-app/authenticator-app.entity.js';
import type { Contact } from '../../accounts/contacts/contact.entity.js';
import type { Device } from '../../sessions/devices/device.entity.js';
import { Refusal } from '../../platform/refusal.js';
import type { SecurityKey } from '../../factors/security-keys/security-key.entity.js';
import type { Services } from '../../app/services.js';
import type { AuthToken } from '../../sessions/tokens/auth-token.entity.js';

/** Per request: a page of accounts costs as many statements as one account. */
export interface Loaders {
  passwordElsewhere: DataLoader<string, boolean>;
  appPasswordsOfAccount: DataLoader<string, AppPassword[]>;
  /** Rejects with NOT_FOUND. */
  account: DataLoader<string, AccountProfile>;
  authenticatorApp: DataLoader<string, AuthenticatorApp | null>;
  contact: DataLoader<string, Contact | null>;
  securityKeysOfAccount: DataLoader<string, SecurityKey[]>;
  backupCodesRemaining: DataLoader<string, number>;
  trustedDevices: DataLoader<string, number>;
  devicesOfAccount: DataLoader<string, Device[]>;
  tokensOfAccount: DataLoader<string, AuthToken[]>;
  device: DataLoader<string, Device | null>;
  deviceSignedIn: DataLoader<string, boolean>;
  lockedUntil: DataLoader<string, number | null>;
}

export function createLoaders(services: Services): Loaders {
  return {
    passwordElsewhere: new DataLoader(async (accountIds) => {
      const elsewhere = await services.passwords.elsewhere(accountIds);
      return accountIds.map((id) => elsewhere.has(id));
    }),
    appPasswordsOfAccount: new DataLoader(async (accountIds) =>
      groupedByAccount(accountIds, await services.appPasswords.listMany(accountIds)),
    ),
    account: new DataLoader<string, AccountProfile>(async (ids) => {
      const accounts = new Map((await services.accounts.byIds(ids)).map((account) => [account.id, account]));
      return ids.map((id) => accounts.get(id) ?? new Refusal('NOT_FOUND', 'No such account.'));
    }),
    authenticatorApp: new DataLoader(async (accountIds) => {
      const apps = await services.authenticatorApp.listMany(accountIds);
      const byAccount = new Map(apps.map((app) => [app.accountId, app]));
      return accountIds.map((id) => byAccount.get(id) ?? null);
    }),
    contact: new DataLoader(async (accountIds) => {
      const contacts = await services.contacts.listMany(accountIds);
      const byAccount = new Map(contacts.map((contact) => [contact.accountId, contact]));
      return accountIds.map((id) => byAccount.get(id) ?? null);
    }),
    securityKeysOfAccount: new DataLoader(async (accountIds) =>
      groupedByAccount(accountIds, await services.securityKeys.listMany(accountIds)),
    ),
    backupCodesRemaining: new DataLoader(async (accountIds) => {
      const remaining = await services.backupCodes.remaining(accountIds);
      return accountIds.map((id) => remaining.get(id) ?? 0);
    }),
    trustedDevices: new DataLoader(async (accountIds) => {
      const counts = await services.devices.trustedCounts(accountIds);
      return accountIds.map((id) => counts.get(id) ?? 0);
    }),
    devicesOfAccount: new DataLoader(async (accountIds) =>
      groupedByAccount(accountIds, await services.devices.listMany(accountIds)),
    ),
    tokensOfAccount: new DataLoader(async (accountIds) =>
      groupedByAccount(accountIds, await services.tokens.listMany(accountIds)),
    ),
    device: new DataLoader(async (ids) => {
      const devices = new Map((await services.devices.byIds(ids)).map((device) => [device.id, device]));
      return ids.map((id) => devices.get(id) ?? null);
    }),
    deviceSignedIn: new DataLoader(async (ids) => {
      const signedIn = await services.tokens.devicesSignedIn(ids);
      return ids.map((id) => signedIn.has(id));
    }),
    lockedUntil: new DataLoader(async (accountIds) => {
      const until = await services.throttle.lockedUntil(accountIds);
      return accountIds.map((id) => until.get(id) ?? null);
    }),
  };
}

const groupedByAccount = <Row extends { accountId: string }>(
  accountIds: readonly string[],
  rows: readonly Row[],
): Row[][] => {
  const groups = new Map<string, Row[]>(accountIds.map((id) => [id, []]));
  for (const row of rows) groups.get(row.accountId)?.push(row);
  return accountIds.map((id) => groups.get(id) ?? []);
};
