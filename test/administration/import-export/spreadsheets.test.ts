import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { runCli } from '../../support/cli.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
let folder: string;
let files = 0;
beforeAll(async () => {
  server = await startTestServer();
  folder = mkdtempSync(join(tmpdir(), 'latchkey-spreadsheets-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

function importOf(content: Buffer) {
  const path = join(folder, `file-${++files}.csv`);
  writeFileSync(path, content);
  return runCli(server, ['import', path, '--json']);
}
const nameOf = async (login: string): Promise<string | null | undefined> =>
  (await server.app.database.dataSource.getRepository(Account).findOneBy({ login }))?.displayName;

const utf8 = (text: string): Buffer => Buffer.from(text);
const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Buffer => utf16le(text).swap16();

test.each<[what: string, login: string, file: (text: string) => Buffer, separator: string]>([
  ['UTF-8 with a byte order mark', 'bom', (text) => utf8(`\uFEFF${text}`), ','],
  ['semicolons', 'semicolons', utf8, ';'],
  [
    'semicolons, byte order mark and CRLF',
    'crlf',
    (text) => utf8(`\uFEFF${text.replaceAll('\n', '\r\n')}`),
    ';',
  ],
  ['tabs', 'tabs', utf8, '\t'],
  ['a separator that Excel tells', 'told', (text) => utf8(`sep=|\r\n${text}`), '|'],
  ['UTF-16 LE', 'utf-16le', (text) => utf16le(`\uFEFF${text}`), '\t'],
  ['UTF-16 BE', 'utf-16be', (text) => utf16be(`\uFEFF${text}`), ','],
  ['UTF-16 LE without its mark', 'utf-16le-bare', utf16le, ';'],
  ['UTF-16 BE without its mark', 'utf-16be-bare', utf16be, ';'],
])('read as it was meant: %s', async (_, login, file, separator) => {
  const rows = [
    ['login', 'displayName', 'role'],
    [login, '"Jörg, „der“ 🔐; Älteste|r"', 'USER'],
  ];
  const { status, stdout, stderr } = await importOf(file(rows.map((row) => row.join(separator)).join('\n')));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ format: 'csv', created: 1, refused: 0 });
  expect(await nameOf(login)).toBe('Jörg, „der“ 🔐; Älteste|r');
});

test.each([
  [
    'Windows-1252',
    Buffer.from('login,displayName\nfirst-1252,Plain\nlast-1252,J\xf6rg\n', 'latin1'),
    'CSV UTF-8',
  ],
  ['UTF-16 that breaks off', utf16le('\uFEFFlogin\nfirst-16\n').subarray(0, -1), 'UTF-16'],
  ['what is no text', Buffer.concat([utf8('login\nfirst-binary\n'), Buffer.alloc(4)]), 'not text'],
  ['nothing but a byte order mark', utf8('\uFEFF'), 'empty'],
])('refused by name, before anything of it is used: %s', async (_, content, why) => {
  const before = await server.app.database.dataSource.getRepository(Account).count();
  const { status, stderr } = await importOf(content);
  expect(status).toBe(1);
  expect(stderr).toContain(why);
  expect(await server.app.database.dataSource.getRepository(Account).count()).toBe(before);
});

test.each([
  ['a number that was rounded', 'login\n"4,91512E+11"\n', 'rounded'],
  ['characters that were lost on the way', 'login,displayName\nlost,J\uFFFDrg\n', 'replacement characters'],
  ['more fields than names', 'login,displayName\nmore,Jörg,ADMIN\n', 'Record Length'],
])('a line that is broken is refused: %s', async (_, content, why) => {
  const { status, stdout } = await importOf(utf8(content));
  expect(status).toBe(1);
  const report = JSON.parse(stdout) as { refused: number; remarks: { remark: string }[] };
  expect(report).toMatchObject({ created: 0, refused: 1 });
  expect(report.remarks[0]?.remark).toContain(why);
});

test('a name that stands twice in the header stops the import', async () => {
  const { status, stderr } = await importOf(utf8('login,displayName,login\ntwice,x,y\n'));
  expect(status).toBe(1);
  expect(stderr).toContain('two fields login');
});
