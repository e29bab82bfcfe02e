import type { SecurityKey } from './security-key.entity.js';

/** The user handle: the account's id as bytes, which says nothing of the person (WebAuthn L3 §14.6.1). */
export const userHandle = (accountId: string): Buffer<ArrayBuffer> =>
  Buffer.from(accountId.replaceAll('-', ''), 'hex');

/** Names a key to a browser, in allowCredentials and excludeCredentials. */
export const descriptorOf = (key: SecurityKey) => ({ id: key.credentialId, transports: transportsOf(key) });

/**
 * How a browser may reach the credential. A passkey that can be synced (the BE flag) says how the device was reached on
 * which it was registered, but it is, or soon will be, on others of its owner as well: on the computer itself
 * (`internal`), and on a phone beside it (`hybrid`). Browsers would not offer those. A key that said nothing may be
 * reached in any way already.
 */
function transportsOf({ transports, backupEligible }: SecurityKey): string[] {
  const isOnDevice = transports.some((transport) => SYNCED.includes(transport));
  return backupEligible && isOnDevice ? [...new Set([...transports, ...SYNCED])] : transports;
}

const SYNCED = ['internal', 'hybrid'];
