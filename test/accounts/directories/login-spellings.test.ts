import { expect, test } from 'vitest';
import { readConfig } from '../../../server/config/config.js';
import { loginDomainOf, spellingsOf } from '../../../server/accounts/directories/login-domain.js';

test.each([
  ['add:example.org', 'maria', ['maria@example.org', 'maria']],
  ['add:example.org, Example.net', 'maria@example.net', ['maria@example.net']],
  ['add:example.org', 'maria@example.net', []],
  ['strip:example.org,example.net', 'maria', ['maria', 'maria@example.org', 'maria@example.net']],
  ['strip:example.org', 'maria@example.net', []],
  ['insist', 'maria@example.net', ['maria@example.net']],
  ['insist', 'maria@example.net.', []],
  ['insist', 'maria@', []],
  ['insist', 'maria', []],
  ...['maria%x', 'maria/x', 'x!maria', 'maria+x', '"maria"', 'mar\\ia', 'maria:x'].flatMap(
    (name): [string, string, string[]][] => [
      ['add:example.org', name, []],
      ['strip:example.org', name, []],
      ['insist', `${name}@example.org`, []],
      ['as-typed', name, [name]],
    ],
  ),
  ['insist', 'maria@example.org%x', []],
  ['as-typed', 'maria', ['maria']],
])('%s: %s means %j', (rule, login, spellings) => {
  expect(spellingsOf(login, loginDomainOf(rule))).toEqual(spellings);
});

test('a mail server needs to be told how logins are written; a directory must not be', () => {
  const SECRET_KEY = 'k'.repeat(64);
  const mail = { SECRET_KEY, PASSWORD_SERVER: 'imaps://mail.example.org' };
  expect(() => readConfig(mail)).toThrow(/^LOGIN_DOMAIN: must be given with a mail server.*$/);
  for (const LOGIN_DOMAIN of ['example.org', 'add', 'strip:', 'add:a@b', 'insist:', 'drop:example.org']) {
    expect(() => readConfig({ ...mail, LOGIN_DOMAIN })).toThrow(/^LOGIN_DOMAIN: must be add:example\.org/);
  }
  const ldap = { SECRET_KEY, PASSWORD_SERVER: 'ldaps://ldap.example.org', LDAP_BASE: 'dc=example' };
  expect(() => readConfig({ ...ldap, LOGIN_DOMAIN: 'insist' })).toThrow(/^LOGIN_DOMAIN: is for/);
  expect(() => readConfig({ ...ldap, LDAP_FILTER: '(uid:caseExactMatch:={login})' })).toThrow(
    /^LDAP_FILTER: /,
  );
});
