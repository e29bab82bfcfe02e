import type { SecurityKey } from './security-key.entity.js';

/** The user handle: the account's id as bytes, which says nothing of the person (WebAuthn L3 §14.6.1). */
export const userHandle = (accountId: string): Buffer<ArrayBuffer> =>
  Buffer.from(accountId.replaceAll('-', ''), 'hex');

/** Names a key to a browser, in allowCredentials and excludeCredentials. */
export const descriptorOf = ({ credentialId, transports }: SecurityKey) => ({ id: credentialId, transports });
