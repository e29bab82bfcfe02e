import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  readArchive,
  writeArchive,
} from '../../../server/administration/import-export/archive/archive-file.js';
import { Account } from '../../../server/accounts/account.entity.js';
import { OWN_PARAMETERS } from '../../../server/factors/authenticator-app/totp.js';
import { contentsOf, type Installation, newInstallation } from '../../support/installation.js';

const ACTOR = { id: null, login: 'the test', ipAddress: null };
const NOTHING_TOLD = { total: () => undefined, read: () => undefined, written: () => undefined };
const PEOPLE = 3;

let folder: string;
let file: string;
let identity: string;
let source: Installation;
/** On which nothing may change here. */
let target: Installation;
let untouched: Record<string, string[]>;
let lines: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-damage-'));
  file = join(folder, 'archive');
  identity = await generateIdentity();
  source = await newInstallation();
  const { services, database } = source;
  for (let n = 0; n < PEOPLE; n++) {
    const { id } = await services.newAccounts.create(ACTOR, {
      login: `person-${n}`,
      password: 'nine purple elephants',
    });
    const app = { accountId: id, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', ...OWN_PARAMETERS };
    await database.transaction((tx) => services.authenticatorApp.insertImported(tx, [app]));
  }
  const recipients = [await identityToRecipient(identity)];
  await writeArchive(file, { recipients }, () => services.archiveExport.run(ACTOR, NOTHING_TOLD));
  let text = '';
  for await (const part of readArchive(file, { identities: [identity] })) text += part;
  lines = text.trimEnd().split('\n');
  target = await newInstallation();
  untouched = await contentsOf(target);
});
afterAll(async () => {
  await source.drop();
  await target.drop();
  rmSync(folder, { recursive: true });
});

const importOf = (open: () => AsyncIterable<string>) =>
  target.services.archiveImport.run(ACTOR, open, NOTHING_TOLD);

/** That it is refused for this reason, and nothing is there afterwards. */
async function refused(open: () => AsyncIterable<string>, why: string): Promise<void> {
  const error: unknown = await importOf(open).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'Refusal', message: expect.stringContaining(why) as string });
  expect(await contentsOf(target)).toEqual(untouched);
}

async function* textOf(parts: readonly string[]): AsyncGenerator<string> {
  await Promise.resolve();
  for (const part of parts) yield `${part}\n`;
}

type Line = { table?: string; row?: Record<string, unknown> } & Record<string, unknown>;

/** The archive with lines changed by somebody who knows how: its trailer fits. */
function forged(change: (all: Line[]) => Line[]): () => AsyncIterable<string> {
  const changed = change(lines.slice(0, -1).map((line) => JSON.parse(line) as Line));
  const rows: Record<string, number> = {};
  for (const { table } of changed) if (table !== undefined) rows[table] = (rows[table] ?? 0) + 1;
  const texts = changed.map((line) => JSON.stringify(line));
  const sha256 = createHash('sha256')
    .update(texts.map((line) => `${line}\n`).join(''))
    .digest('hex');
  return () => textOf([...texts, JSON.stringify({ rows, sha256 })]);
}

const onFirst = (table: string, change: (row: Record<string, unknown>) => Record<string, unknown>) =>
  forged((all) => {
    const at = all.findIndex((line) => line.table === table);
    return all.with(at, { table, row: change(all[at]!.row!) });
  });

/** The file with its bytes changed. */
function damaged(change: (bytes: Buffer) => Buffer): () => AsyncIterable<string> {
  const path = join(folder, 'damaged');
  writeFileSync(path, change(readFileSync(file)));
  return () => readArchive(path, { identities: [identity] });
}

test('an archive that is cut off anywhere is refused, and leaves nothing behind', async () => {
  const { length } = readFileSync(file);
  for (const kept of [0, 10, 100, 250, Math.floor(length / 2), length - 17, length - 1]) {
    await refused(
      damaged((bytes) => bytes.subarray(0, kept)),
      'cut off',
    );
  }
});

test('a byte that was flipped anywhere is noticed', async () => {
  const { length } = readFileSync(file);
  for (const at of [3, 60, 150, Math.floor(length / 2), length - 1]) {
    const flipped = damaged((bytes) => {
      bytes[at]! ^= 1;
      return bytes;
    });
    const error: unknown = await importOf(flipped).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'Refusal',
      message: expect.stringMatching(/damaged|does not open/) as string,
    });
    expect(await contentsOf(target)).toEqual(untouched);
  }
});

test('what was taken out, put in, altered or left off inside is noticed', async () => {
  const at = lines.findIndex((line) => line.includes('"table":"accounts"'));
  const event = lines.findIndex((line) => line.includes('"table":"audit_events"'));
  await refused(() => textOf(lines.toSpliced(event, 1)), 'missing, were added or altered');
  const added = lines[event]!.replace(/"id":"0/, '"id":"1');
  await refused(() => textOf(lines.toSpliced(event, 0, added)), 'missing, were added or altered');
  await refused(() => textOf(lines.toSpliced(at, 1, lines[at]!.replace('"USER"', '"ADMIN"'))), 'altered');
  await refused(() => textOf(lines.slice(0, -1)), 'cut off');
  await refused(() => textOf([...lines, lines[at]!]), 'follows the end');
  await refused(() => textOf(lines.toSpliced(at, 1, '{"table":')), 'neither a row nor the end');
  await refused(() => textOf([]), 'no archive of Latchkey');
  await refused(() => textOf(['login,displayName', 'maria,Maria']), 'no archive of Latchkey');
});

test('an archive of another form or release is refused, and both are named', async () => {
  const header = (more: Line) => forged(([first, ...others]) => [{ ...first, ...more }, ...others]);
  await refused(
    header({ version: 2, release: '9.9.9' }),
    'form 2, of Latchkey 9.9.9; this release reads form 1',
  );
  const ours = String((JSON.parse(lines[0]!) as Line)['schema']);
  const older = 'CreateAccounts1796000000000';
  await refused(
    header({ schema: older }),
    `older release, Latchkey 0.1.0 (${older}), and this is Latchkey 0.1.0 (${ours})`,
  );
  await refused(header({ schema: 'Later1999000000000' }), 'a newer release');
});

test('a row that cannot be is named, without what is in it', async () => {
  const hash = 'f'.repeat(64);
  await refused(
    onFirst('authenticator_apps', (row) => ({ ...row, accountId: hash.slice(0, 36) })),
    'this row of authenticator_apps refers to a row that is not there, or does not fit.',
  );
  await refused(
    forged((all) =>
      all.map((line) =>
        line.table === 'accounts' ? { ...line, row: { ...line.row, loginKey: 'same' } } : line,
      ),
    ),
    'this row of accounts has the key of another row.',
  );
  const at = (name: string) => lines.findIndex((line) => line.includes(`"table":"${name}"`)) + 1;
  await refused(
    onFirst('accounts', ({ role: _gone, ...row }) => row),
    `Line ${at('accounts')} of the archive: this is no role of accounts`,
  );
  await refused(
    onFirst('accounts', (row) => ({ ...row, disabled: 'no' })),
    'this is no disabled of accounts',
  );
  await refused(
    onFirst('accounts', (row) => ({ ...row, login: null })),
    'this is no login of accounts',
  );
  await refused(
    onFirst('accounts', (row) => ({ ...row, createdAt: 1.5 })),
    'this is no createdAt of accounts',
  );
  await refused(
    onFirst('accounts', (row) => ({ ...row, wings: 2 })),
    'accounts has no such columns',
  );
  await refused(
    forged((all) => [...all, { table: 'auth_tokens', row: {} }]),
    'there is no table auth_tokens',
  );
});

test('an installation that is in use is left as it is', async () => {
  const before = await contentsOf(source);
  await expect(
    source.services.archiveImport.run(ACTOR, () => textOf(lines), NOTHING_TOLD),
  ).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  expect(await contentsOf(source)).toEqual(before);
  const touched = await newInstallation();
  await touched.services.settingsChanges.update(ACTOR, { clockTolerance: 1 });
  const { archiveImport } = touched.services;
  await expect(archiveImport.run(ACTOR, () => textOf(lines), NOTHING_TOLD)).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await touched.drop();
});

test('an account that a server makes meanwhile has the import undone', async () => {
  const place = await newInstallation();
  // SQLite has one writer at a time: there the server waits.
  const isShared = place.database.isMysql;
  const others = await newInstallation();
  async function* meanwhile(): AsyncGenerator<string> {
    yield* textOf(lines.slice(0, -1));
    if (isShared) {
      const row = await others.services.newAccounts.create(ACTOR, {
        login: 'first',
        password: 'nine purple elephants',
      });
      const [account] =
        await others.database.dataSource.query<Record<string, unknown>[]>('SELECT * FROM accounts');
      expect(account!['id']).toBe(row.id);
      const names = Object.keys(account!);
      await place.database.dataSource.query(
        `INSERT INTO accounts (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        Object.values(account!),
      );
    }
    yield* textOf(lines.slice(-1));
  }
  const run = place.services.archiveImport.run(ACTOR, meanwhile, NOTHING_TOLD);
  if (isShared) await expect(run).rejects.toMatchObject({ code: 'CONFLICT' });
  else await run;
  expect(await place.database.manager.count(Account)).toBe(isShared ? 1 : PEOPLE);
  await place.drop();
  await others.drop();
});

test('nobody sees half of an import', async () => {
  const place = await newInstallation();
  const seen: number[] = [];
  async function* slowly(): AsyncGenerator<string> {
    for (const line of lines) {
      yield `${line}\n`;
      // On another connection, as a server that runs already.
      seen.push(await otherSees(place));
    }
  }
  await place.services.archiveImport.run(ACTOR, slowly, NOTHING_TOLD);
  expect(seen.length).toBeGreaterThan(10);
  expect(new Set(seen)).toEqual(new Set([0]));
  expect(await otherSees(place)).toBe(PEOPLE);
  await place.drop();
});

async function otherSees({ database }: Installation): Promise<number> {
  const [row] = await database.rows<{ count: number | string }>('SELECT COUNT(*) AS count FROM accounts', []);
  return Number(row!.count);
}

test('the archive itself goes into a new installation', async () => {
  const { rows } = await importOf(() => readArchive(file, { identities: [identity] }));
  expect(rows['accounts']).toBe(PEOPLE);
  expect(await target.database.manager.count(Account)).toBe(PEOPLE);
});
