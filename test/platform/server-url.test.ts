import { expect, test } from 'vitest';
import { parseServerUrl } from '../../server/platform/server-url.js';

const PASSWORD = 'p%a/s#s@w:o?r d%41%zz';

test.each([
  ['as it is', PASSWORD.replace('%41', '%2541')],
  ['encoded', encodeURIComponent(PASSWORD)],
])('a password with every character that means something in a URL, %s', (_name, written) => {
  expect(parseServerUrl(`mysql://latchkey:${written}@db.example:3307/suite`)).toEqual({
    protocol: 'mysql:',
    user: 'latchkey',
    password: PASSWORD,
    host: 'db.example',
    port: 3307,
    path: 'suite',
  });
});

test.each([
  ['smtps://[2001:db8::25]:465', '2001:db8::25', 465],
  ['imaps://[::1]', '::1', undefined],
  ['ldap://ldap.example.org/', 'ldap.example.org', undefined],
  ['SMTP://u%40example.org:x@relay', 'relay', undefined],
])('%s', (url, host, port) => {
  expect(parseServerUrl(url)).toMatchObject({ host, port, path: '' });
});

test('what is no escape stands for itself, as does one of no UTF-8', () => {
  expect(parseServerUrl('smtp://u:100%@relay').password).toBe('100%');
  expect(parseServerUrl('smtp://u:%ff%C3%A9@relay').password).toBe('%ff%C3%A9');
  expect(parseServerUrl('smtp://u:%C3%A9@relay').password).toBe('é');
});

test.each([
  ['smtp://u:hunter2@relay?pool=true', 'parameters such as pool'],
  ['smtp://u:hunter2@relay/#top', 'a fragment'],
  ['smtp://u:hunter2@relay:99999', 'a port above 65535'],
  ['smtp://u:hunter2@', 'is not a URL'],
  ['smtp://u:hunter2@2001:db8::1', 'is not a URL'],
  ['smtp:u:hunter2@relay', 'is not a URL'],
])('%s is refused without its password', (url, reason) => {
  expect(() => parseServerUrl(url)).toThrow(reason);
  expect(() => parseServerUrl(url)).not.toThrow('hunter2');
});
