import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDump } from '../../../server/administration/import-export/sql-dump.js';
import { sqlStatements } from '../../../server/administration/import-export/sql-statements.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-dump-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const WANTED = { people: ['Id', 'Name', 'Data'] };

async function rowsOf(sql: string, name = 'dump.sql', bytes: string | Buffer = sql) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const database = await openDump(path, WANTED);
  try {
    return await database.rows('SELECT * FROM `people` ORDER BY Id');
  } finally {
    await database.close();
  }
}

const CREATE = `CREATE TABLE \`people\` (
  \`Id\` int(10) unsigned NOT NULL AUTO_INCREMENT,
  \`Other\` varchar(255) NOT NULL DEFAULT 'a \`quoted\` default',
  \`Name\` varchar(255) NOT NULL,
  \`Data\` longtext DEFAULT NULL,
  PRIMARY KEY (\`Id\`)
) ENGINE=InnoDB;
`;

test('rows of one statement and of many come with what is escaped in them, without columns that are not wanted', async () => {
  const rows = await rowsOf(
    `-- a comment; with a semicolon and a quote '
/*!40101 SET NAMES utf8mb4 */;
# another one's
DROP TABLE IF EXISTS \`people\`;
${CREATE}
LOCK TABLES \`people\` WRITE;
INSERT INTO \`people\` VALUES (1,'secret; --','O\\'Hara \\"x\\" \\\\','{\\"a\\":\\"\\\\u00e9\\\\n\\"}'),(2,'','It''s; -- no comment',NULL);
INSERT INTO \`elsewhere\` VALUES (9,'INSERT INTO people VALUES (7,1,1,1);');
INSERT INTO people (\`Name\`, \`Id\`) VALUES
('Zoë /* not a comment */',3),
(_utf8mb4'four\\nlines',4);
`,
  );
  expect(rows).toEqual([
    { Id: 1, Name: 'O\'Hara "x" \\', Data: '{"a":"\\u00e9\\n"}' },
    { Id: 2, Name: "It's; -- no comment", Data: null },
    { Id: 3, Name: 'Zoë /* not a comment */', Data: null },
    { Id: 4, Name: 'four\nlines', Data: null },
  ]);
});

test('a dump that gzip has made smaller is the same', async () => {
  const sql = `${CREATE}INSERT INTO \`people\` VALUES (1,'','Ada',0x7b7d);`;
  expect(await rowsOf(sql, 'dump.sql.gz', gzipSync(sql))).toEqual([{ Id: 1, Name: 'Ada', Data: '{}' }]);
});

test('a statement is one wherever chunks of the file end', async () => {
  const sql = `/* a ' */ -- b '\n${CREATE}INSERT INTO \`people\` VALUES (1,'x','it\\'s; ''é''','-- /*');`;
  const whole = await statementsOf(sql, sql.length);
  expect(whole).toHaveLength(2);
  for (let size = 1; size < 40; size++) expect(await statementsOf(sql, size)).toEqual(whole);
});

async function statementsOf(sql: string, size: number): Promise<string[]> {
  const chunks = async function* () {
    for (let at = 0; at < sql.length; at += size) yield await Promise.resolve(sql.slice(at, at + size));
  };
  const statements: string[] = [];
  for await (const statement of sqlStatements(chunks(), (table) => table === 'people')) {
    statements.push(statement.trim());
  }
  return statements;
}

test.each([
  ['ends too early', `${CREATE}INSERT INTO \`people\` VALUES (1,'','Ada','`, 'it is not whole'],
  [
    'ends too early, behind a row',
    `${CREATE}INSERT INTO \`people\` VALUES (1,'','A',''),`,
    'it is not whole',
  ],
  ['has other columns', `${CREATE}INSERT INTO \`people\` VALUES (1,'Ada');`, 'not all of its columns'],
  [
    'has what is no value',
    `${CREATE}INSERT INTO \`people\` VALUES (1,'',NOW(),'');`,
    'in a form that is not read',
  ],
  [
    'does not say what columns are',
    `INSERT INTO \`people\` VALUES (1,'','','');`,
    'does not say what its columns are',
  ],
  ['is none', 'Dear Sir or Madam', 'no tables of the suite'],
])('a dump that %s is refused', async (_what, sql, problem) => {
  await expect(rowsOf(sql)).rejects.toThrow(problem);
});
