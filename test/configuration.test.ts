import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../server/config.js';
import { environment } from '../server/environment.js';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'secret');
  writeFileSync(path, `${content}\n`);
  return path;
}

const SECRET_KEY = 'k'.repeat(64);
const missing = join(folder, 'no such file');

test.each(Object.keys(environment.shape))('%s can be read from a file', (name) => {
  expect(() => readConfig({ [`${name}_FILE`]: missing })).toThrow(`${name}_FILE: ${missing} cannot be read`);
});

test('the password of the searcher is read from a file', () => {
  const { passwordDirectory } = readConfig({
    SECRET_KEY,
    PASSWORD_SERVER: 'ldaps://ldap.example.org',
    LDAP_BASE: 'dc=example,dc=org',
    LDAP_BIND_DN: 'cn=latchkey,dc=example,dc=org',
    LDAP_BIND_PASSWORD_FILE: file('the searcher’s own'),
  });
  expect(passwordDirectory).toMatchObject({ ldap: { searcher: { password: 'the searcher’s own' } } });
});
