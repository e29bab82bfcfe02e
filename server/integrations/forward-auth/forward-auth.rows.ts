import { HELD_COLUMNS, HELD_JOINS, type HeldRow, SESSION_COLUMNS } from '../../sessions/held-sessions.js';
import type { WhoMayEnter } from '../applications/application.entity.js';
import type { Door } from './decision.js';

const APPLICATION_COLUMNS = `x.id AS applicationId, x.name AS applicationName, x.mayEnter, x.requireSecondFactor,
  x.maxAge, x.enabled`;
const OF_HOST = 'FROM application_hosts h INNER JOIN applications x ON x.id = h.applicationId';

export const APPLICATION_OF_HOST = `SELECT ${APPLICATION_COLUMNS} ${OF_HOST} WHERE h.host = ?`;

/** The host's application and, where they are there still, the session, its account and what it proved last. */
export const FIND_STORED = `SELECT ${APPLICATION_COLUMNS}, t.id AS sessionId, NULL AS signed, c.email,
  ${SESSION_COLUMNS} ${OF_HOST}
  LEFT JOIN auth_tokens t ON t.id = ?
  LEFT JOIN accounts a ON a.id = t.accountId
  LEFT JOIN devices d ON d.id IS NULL
  LEFT JOIN proofs p ON p.tokenId = t.id
  LEFT JOIN contacts c ON c.accountId = t.accountId
  WHERE h.host = ?`;

export const FIND_SIGNED = `SELECT ${APPLICATION_COLUMNS}, NULL AS sessionId, NULL AS signed, c.email,
  ${SESSION_COLUMNS} ${OF_HOST}
  LEFT JOIN devices d ON d.id = ? AND d.accountId = ?
  LEFT JOIN accounts a ON a.id = d.accountId
  LEFT JOIN auth_tokens t ON t.id IS NULL
  LEFT JOIN proofs p ON p.tokenId = ?
  LEFT JOIN contacts c ON c.accountId = d.accountId
  WHERE h.host = ?`;

/** A code that nobody has used yet, of an application that still has the host that it was given for. */
export const FIND_CODE = `SELECT ${APPLICATION_COLUMNS}, r.expiresAt AS codeExpiresAt, ${HELD_COLUMNS} ${OF_HOST}
  INNER JOIN oidc_records r ON r.applicationId = x.id ${HELD_JOINS}
  WHERE h.host = ? AND r.id = ? AND r.consumedAt IS NULL`;

export interface ApplicationRow {
  applicationId: string;
  applicationName: string;
  mayEnter: WhoMayEnter;
  requireSecondFactor: number;
  maxAge: number | null;
  enabled: number;
}

export interface PassRow extends ApplicationRow, HeldRow {
  email: string | null;
}

export interface CodeRow extends ApplicationRow, HeldRow {
  codeExpiresAt: number | string;
}

export const doorOf = ({ enabled, mayEnter, requireSecondFactor, maxAge }: ApplicationRow): Door => ({
  enabled: Boolean(enabled),
  mayEnter,
  requireSecondFactor: Boolean(requireSecondFactor),
  maxAge,
});
