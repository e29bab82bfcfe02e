import { GROUP_NAME_COLUMNS, type GroupNamesRow } from '../../accounts/groups/group-names.js';
import { type Packed, PackedColumns } from '../../platform/database/packed-columns.js';
import {
  HELD,
  HELD_JOINS,
  type SessionRow,
  SIGNED_COLUMNS,
  STORED_COLUMNS,
} from '../../sessions/held-sessions.js';
import type { WhoMayEnter } from '../applications/application.entity.js';
import type { Door } from './decision.js';

export interface ApplicationRow {
  applicationId: string;
  applicationName: string;
  mayEnter: WhoMayEnter;
  requireSecondFactor: number;
  maxAge: number | null;
  enabled: number;
}

export interface PassRow extends ApplicationRow, SessionRow, GroupNamesRow {
  email: string | null;
}

export interface PackedRow {
  packed: Packed;
}

export interface CodeRow {
  application: Packed;
  held: Packed;
  codeExpiresAt: number | string;
}

const APPLICATION_COLUMNS = {
  applicationId: 'x.id',
  applicationName: 'x.name',
  mayEnter: 'x.mayEnter',
  requireSecondFactor: 'x.requireSecondFactor',
  maxAge: 'x.maxAge',
  enabled: 'x.enabled',
};
const OF_HOST = 'FROM application_hosts h INNER JOIN applications x ON x.id = h.applicationId';

export const APPLICATION = new PackedColumns<ApplicationRow>(APPLICATION_COLUMNS);
export const APPLICATION_OF_HOST = `SELECT ${APPLICATION.sql} AS packed ${OF_HOST} WHERE h.host = ?`;

const ALWAYS = { ...APPLICATION_COLUMNS, email: 'c.email', ...GROUP_NAME_COLUMNS };
export const STORED = new PackedColumns<PassRow>({ ...ALWAYS, ...STORED_COLUMNS });
export const SIGNED = new PackedColumns<PassRow>({ ...ALWAYS, ...SIGNED_COLUMNS });

/** The host's application and, where they are there still, the session, its account and what it proved last. */
export const FIND_STORED = `SELECT ${STORED.sql} AS packed ${OF_HOST}
  LEFT JOIN auth_tokens t ON t.id = ?
  LEFT JOIN accounts a ON a.id = t.accountId
  LEFT JOIN proofs p ON p.tokenId = t.id
  LEFT JOIN contacts c ON c.accountId = t.accountId
  WHERE h.host = ?`;

export const FIND_SIGNED = `SELECT ${SIGNED.sql} AS packed ${OF_HOST}
  LEFT JOIN devices d ON d.id = ? AND d.accountId = ?
  LEFT JOIN accounts a ON a.id = d.accountId
  LEFT JOIN proofs p ON p.tokenId = ?
  LEFT JOIN contacts c ON c.accountId = d.accountId
  WHERE h.host = ?`;

/** A code that nobody has used yet, of an application that still has the host that it was given for. */
export const FIND_CODE = `SELECT ${APPLICATION.sql} AS application, ${HELD.sql} AS held, r.expiresAt AS codeExpiresAt
  ${OF_HOST}
  INNER JOIN oidc_records r ON r.applicationId = x.id ${HELD_JOINS}
  WHERE h.host = ? AND r.id = ? AND r.consumedAt IS NULL`;

export const doorOf = ({ enabled, mayEnter, requireSecondFactor, maxAge }: ApplicationRow): Door => ({
  enabled: Boolean(enabled),
  mayEnter,
  requireSecondFactor: Boolean(requireSecondFactor),
  maxAge,
});
