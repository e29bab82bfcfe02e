import { type Packed, PackedColumns } from '../../platform/database/packed-columns.js';
import { TOKEN } from '../openid-connect/oidc-records.service.js';

interface AskerRow {
  clientId: string;
  secretHash: string | null;
  oldSecretHash: string | null;
  /** JSON. */
  scopes: string;
}

export interface AskedRow {
  asker: Packed;
  /** Without an account where there is no such token. */
  token: Packed;
}

export const ASKER = new PackedColumns<AskerRow>({
  clientId: 'q.clientId',
  secretHash: 'q.secretHash',
  oldSecretHash: 'q.oldSecretHash',
  scopes: 'q.scopes',
});

/**
 * The application that asks, if it may and is not switched off, and what OpenID Connect's TOKEN tells of the token that it
 * asks about. Each is looked up by itself: who asks is known also where the token is not.
 */
export const FIND_ASKED = `SELECT ${ASKER.sql} AS asker, ${TOKEN.sql} AS token FROM applications q
  LEFT JOIN oidc_records r ON r.id = ?
  LEFT JOIN oidc_records g ON g.id = r.grantHash
  LEFT JOIN applications x ON x.id = r.applicationId
  LEFT JOIN accounts a ON a.id = r.accountId
  LEFT JOIN auth_tokens t ON t.id = r.tokenId
  LEFT JOIN devices d ON d.id = r.deviceId
  LEFT JOIN proofs p ON p.tokenId = r.sessionId
  WHERE q.clientId = ? AND q.mayIntrospect = 1 AND q.enabled = 1`;
