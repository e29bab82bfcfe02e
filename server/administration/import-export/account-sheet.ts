import { Readable } from 'node:stream';
import { isDeliverable } from '../../platform/email-address.js';
import { type Locale, LOCALES } from '../../platform/locale.js';
import { Refusal } from '../../platform/refusal.js';
import { checkLogin, checkName, normaliseLogin } from '../../accounts/login.js';
import { type AccountRole, ROLES } from '../../platform/acting/account-profile.js';
import { type Entry, groupNamesIn } from './account-record.js';
import { csvRecords } from './csv-file.js';

export const COLUMNS = [
  'login',
  'displayName',
  'email',
  'locale',
  'role',
  'requireTwoFactor',
  'groups',
] as const;
/** Below what a request may hold, be every character three bytes. */
export const MOST_CHARACTERS = 30_000;
export const MOST_ROWS = 300;

/** Why a row is refused. */
export type RowProblem =
  | 'MALFORMED'
  | 'LOGIN'
  | 'REPEATED'
  | 'NAME'
  | 'ADDRESS'
  | 'LANGUAGE'
  | 'ROLE'
  | 'REQUIREMENT'
  | 'GROUP'
  | 'RIGHTS';

/** A row as it stands in the sheet, or as it would be stored. */
export interface SheetRow {
  line: number;
  login: string | null;
  displayName: string | null;
  email: string | null;
  locale: Locale | null;
  role: AccountRole;
  requireTwoFactor: boolean;
  groups: readonly string[];
  problem: RowProblem | null;
}

/**
 * The accounts in a table that an administrator uploads: logins, names and addresses, but nothing secret. Throws
 * BAD_USER_INPUT for a table that is too large, or has a column that is none of these.
 */
export async function readSheet(csv: string): Promise<SheetRow[]> {
  if (csv.length > MOST_CHARACTERS) throw tooLarge(`at most ${MOST_CHARACTERS} characters`);
  const text = csv.replace(/^\uFEFF/, '');
  const source = {
    firstLine: () =>
      Promise.resolve(
        text
          .split(/\r?\n|\r/)
          .find((line) => line.trim() !== '')
          ?.trimStart() ?? '',
      ),
    readable: () => Readable.from([text], { objectMode: false }),
  };
  const rows: SheetRow[] = [];
  const seen = new Set<string>();
  for await (const entry of csvRecords(source, refuseOtherColumns)) {
    if (rows.length === MOST_ROWS) throw tooLarge(`at most ${MOST_ROWS} rows`);
    rows.push(toRow(entry, seen));
  }
  return rows;
}

function refuseOtherColumns(names: readonly string[]): void {
  const columns: readonly string[] = COLUMNS;
  const other = names.find((name) => !columns.includes(name));
  if (other === undefined && names.includes('login')) return;
  throw new Refusal(
    'BAD_USER_INPUT',
    `The first line must name columns: login, and any of ${COLUMNS.slice(1).join(', ')}.`,
    {
      field: 'csv',
    },
  );
}

function toRow(entry: Entry, seen: Set<string>): SheetRow {
  const fields = 'fields' in entry ? (entry.fields as Record<string, string | undefined>) : {};
  const text = (name: (typeof COLUMNS)[number]): string | null => {
    const cell = fields[name]?.trim() ?? '';
    return cell === '' ? null : cell;
  };
  const row: SheetRow = {
    line: entry.line,
    login: text('login'),
    displayName: text('displayName'),
    email: text('email'),
    locale: null,
    role: 'USER',
    requireTwoFactor: false,
    groups: [],
    problem: 'problem' in entry ? 'MALFORMED' : null,
  };
  if (row.problem !== null) return row;
  const [locale, role, required] = [text('locale'), text('role'), text('requireTwoFactor')];
  const language = LOCALES.find((one) => one === locale?.toLowerCase()) ?? null;
  const known = ROLES.find((one) => one === (role?.toUpperCase() ?? 'USER'));
  const demand = required === null ? false : DEMANDS[required.toLowerCase()];
  const groups = groupsOf(text('groups'));
  const key = normaliseLogin(row.login ?? '');
  const problems: [RowProblem, boolean][] = [
    ['LOGIN', !isAccepted(() => checkLogin(row.login ?? ''))],
    ['REPEATED', seen.has(key)],
    ['NAME', row.displayName !== null && !isAccepted(() => checkName(row.displayName ?? ''))],
    ['ADDRESS', row.email !== null && !isDeliverable(row.email)],
    ['LANGUAGE', locale !== null && language === null],
    ['ROLE', known === undefined],
    ['REQUIREMENT', demand === undefined],
    ['GROUP', groups === null],
  ];
  seen.add(key);
  return {
    ...row,
    locale: language,
    role: known ?? 'USER',
    requireTwoFactor: demand ?? false,
    groups: groups ?? [],
    problem: problems.find(([, applies]) => applies)?.[0] ?? null,
  };
}

const DEMANDS: Record<string, boolean | undefined> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

function groupsOf(cell: string | null): string[] | null {
  try {
    return groupNamesIn(cell);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function isAccepted(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

const tooLarge = (limit: string): Refusal =>
  new Refusal('BAD_USER_INPUT', `The table may have ${limit}.`, { field: 'csv' });
