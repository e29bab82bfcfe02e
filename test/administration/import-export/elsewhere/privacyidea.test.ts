import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { OWN_PARAMETERS } from '../../../../server/factors/authenticator-app/totp.js';
import { NewHome, SECRET } from '../../../support/elsewhere.js';
import { createAccount } from '../../../support/flows.js';

// privacyIDEA cannot be run here: this is its PSKC as its sources write it (version 3.9, lib/importotp.py: every name in
// lower case, by an HTML parser), and its token janitor's YAML (cli/pitokenjanitor/utils/findtokens.py). What is sealed was
// sealed by python-pskc 1.2, an implementation of RFC 6030 that is neither privacyIDEA's nor ours.

const TOKEN = { algorithm: 'SHA256', digits: 8, period: 60 } as const;
const HEX = Buffer.from('12345678901234567890').toString('hex');
const KEY = '12345678901234567890123456789012';
const PASSWORD = 'qwerty';
const pi = ['--format', 'privacyidea'];

interface Sealed {
  encryption: string;
  macKey: string;
  /** The secret of a token and its MAC. */
  tokens: [value: string, mac: string][];
}
const BY_KEY: Sealed = {
  encryption: '<ds:KeyName>Pre-shared-key</ds:KeyName>',
  macKey: 'XtgRL+ysknVsbNemJPHzz8+pj6sXIkw0hHuRQBXosyrEqiy4VG7t1cwsw3XXRc0F',
  tokens: [
    ['z279oC0lbsuRzVhG1/oVQFuzfA1VTWW4fEqNtlLV6nwbt2gaKeAYN498hmtR0Z5l', 'ZO8TjliibVECp4WmN4OX0pN5mIk='],
    ['KqDQeKebMf150Sve3PRaoHhK0zRWKfMqP4zsGqwD8oJkr+tJVoZIWOIQW1Xpdlk3', 'qHGfntLFn/nwo5SqKuCkVRLX+fo='],
    ['droqBwMJ3vILQMjGUIyQIXOAINgqMpJ3O7t+rloUq1x1xkRKsbaQEXKbmFxsLjsM', 'Q3PDdqy+ITAtc0lD/IirnJ2PrEY='],
  ],
};
const BY_PASSWORD: Sealed = {
  encryption: `<xenc11:DerivedKey><xenc11:KeyDerivationMethod
    Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><xenc11:PBKDF2-params>
    <Salt><Specified>c2FsdHNhbHQ=</Specified></Salt><IterationCount>1000</IterationCount><KeyLength>16</KeyLength>
    </xenc11:PBKDF2-params></xenc11:KeyDerivationMethod></xenc11:DerivedKey>`,
  macKey: 'a9dhPKmKG0bhnen37Zunyt7L3A+hTE4/3feqn6/YYIrbILHYxmKWPP7ivGjV4yTi',
  tokens: [
    ['s8mKNMo81dYdE1IbMpvwYYpZ/nWcJlhzj1uKMs7+HX9Djiy522Od+KZqCjbstFGH', 'ni0N9tk3gYvUUzq2ZFuF79jLXdc='],
    ['000phPB//aodfzmEigM1z0ebFhVpq4Utts1LYBFWS3zWc45GYDFgl0/0bzU6Veaj', 'jUULIuF2OnIHgD1i4oDk7SwrXUQ='],
    ['0aapklXQhkQ0nqkOXfS/yXgGI1bhS32HTG9E9YlL4DcGbOsgxhM/tQQvM1DlDu+C', 'gdeJYXzmvvr2Ov9sWoCEX2Ve4Xs='],
  ],
};
const AES = '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>';
const cipherValue = (value: string): string =>
  `<xenc:CipherData><xenc:CipherValue>${value}</xenc:CipherValue></xenc:CipherData>`;

/** Three tokens: an app's, one of other parameters, and one that counts. */
function pskc({ encryption, macKey, tokens }: Sealed, name: string): string {
  const packageOf = (
    serial: string,
    type: string,
    [value, mac]: [string, string],
    more: string,
    length = 6,
  ) =>
    `<KeyPackage><DeviceInfo><Manufacturer>x</Manufacturer><SerialNo>${serial}</SerialNo></DeviceInfo>
     <Key Id="${serial}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:${type}"><Issuer>privacyIDEA</Issuer>
     <AlgorithmParameters><ResponseFormat Length="${length}" Encoding="DECIMAL"/>${more}</AlgorithmParameters>
     <Data><Secret><EncryptedValue>${AES}${cipherValue(value)}</EncryptedValue><ValueMAC>${mac}</ValueMAC></Secret>
     <Time><PlainValue>0</PlainValue></Time>
     <TimeInterval><PlainValue>${serial.startsWith('TOTP2') ? 60 : 'None'}</PlainValue></TimeInterval>
     <Counter><PlainValue>7</PlainValue></Counter></Data></Key></KeyPackage>`;
  return `<?xml version="1.0"?><KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"
    xmlns:xenc11="http://www.w3.org/2009/xmlenc11#">
    <EncryptionKey>${encryption}</EncryptionKey>
    <MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey>${AES}${cipherValue(macKey)}</MACKey></MACMethod>
    ${packageOf(`TOTP1${name}`, 'totp', tokens[0]!, '<Suite hashalgo="sha1" />')}
    ${packageOf(`TOTP2${name}`, 'totp', tokens[1]!, '<Suite>HMAC-SHA256</Suite>', 8)}
    ${packageOf(`OATH3${name}`, 'hotp', tokens[2]!, '')}
  </KeyContainer>`;
}
/** As an HTML parser writes it: names in lower case, and no element without its end. */
const byHtmlParser = (xml: string): string =>
  xml
    .replace(/<\?xml.*?\?>/, '')
    .replaceAll(/<([\w:-]+)([^<>]*)\/>/g, '<$1$2></$1>')
    .replaceAll(/<\/?[\w:-]+|\s[\w:]+(?==")/g, (found) => found.toLowerCase());

const plain = (secret: string, more = ''): string => `<?xml version="1.0"?>
  <pskc:KeyContainer Version="1.0" xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc"><pskc:KeyPackage>
    <pskc:Key Id="PLAIN1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp"><pskc:AlgorithmParameters>
    <pskc:ResponseFormat Length="6" Encoding="DECIMAL"/>${more}</pskc:AlgorithmParameters>
    <pskc:Data><pskc:Secret>${secret}</pskc:Secret></pskc:Data></pskc:Key></pskc:KeyPackage></pskc:KeyContainer>`;

let home: NewHome;
beforeAll(async () => {
  home = await NewHome.start();
});
afterAll(() => home.stop());

const keyFile = (content: string): string[] => ['--key-file', home.file(`${content}\n`)];

test.each([
  ['of RFC 6030, by a key', 'rfc', BY_KEY, KEY, (xml: string) => xml],
  ['of privacyIDEA, by a key', 'pi', BY_KEY, KEY, byHtmlParser],
  ['by a password', 'password', BY_PASSWORD, PASSWORD, (xml: string) => xml],
])('people sign in with the codes of their tokens: PSKC %s', async (_, name, sealed, key, written) => {
  const admin = await home.administrator();
  const [one, other] = [`one-${name}@example.org`, `other-${name}@example.org`];
  for (const login of [one, other]) await createAccount(admin, login);
  const files = [
    home.file(written(pskc(sealed, name))),
    home.file(
      `serial;tokentype;username\nTOTP1${name};totp;${one}\nTOTP2${name};totp;${other}\nOATH3${name};hotp;${one}\n`,
    ),
  ];
  const report = await home.report(...files, ...pi, ...keyFile(key));
  expect(report).toMatchObject({ attached: 2, created: 0, refused: 1 });
  expect(report.remarks).toMatchObject([
    { login: one, remark: `Token OATH3${name}: Only TOTP can be used, this is HOTP (counted, RFC 4226).` },
  ]);
  expect(await home.code(one, OWN_PARAMETERS)).toBeUndefined();
  expect(await home.code(other, TOKEN)).toBeUndefined();
  expect(await home.report(...files, ...pi, ...keyFile(key))).toMatchObject({ unchanged: 2, attached: 0 });
});

test('PSKC in the clear goes with the list of tokens as JSON', async () => {
  const admin = await home.administrator();
  await createAccount(admin, 'pi-plain');
  const secret = Buffer.from('12345678901234567890').toString('base64');
  const list = (more: object) =>
    home.file(
      JSON.stringify({
        result: { value: { tokens: [{ serial: 'PLAIN1', username: 'pi-plain', ...more }] } },
      }),
    );
  const file = home.file(plain(`<pskc:PlainValue>${secret}</pskc:PlainValue>`));
  const left = await home.report(file, list({ active: false }), ...pi);
  expect(left.remarks).toMatchObject([
    { login: 'pi-plain', result: 'refused', remark: 'Token PLAIN1: It is switched off or revoked there.' },
  ]);
  expect(await home.report(file, list({ active: true }), ...pi)).toMatchObject({ attached: 1, refused: 0 });
  expect(await home.code('pi-plain', OWN_PARAMETERS)).toBeUndefined();
});

test('the YAML of the token janitor says itself whose tokens these are', async () => {
  const admin = await home.administrator();
  for (const login of ['hex@example.org', 'base32']) await createAccount(admin, login);
  const tokens = [
    {
      serial: 'T1',
      type: 'totp',
      otpkey: HEX,
      otplen: 6,
      owner: 'hex@example.org@realm',
      info_list: { timeStep: '30' },
    },
    {
      serial: 'T2',
      type: 'totp',
      otpkey: SECRET,
      otplen: 8,
      owner: 'base32@realm',
      info_list: { timeStep: '60', hashlib: 'sha256' },
    },
    { serial: 'T3', type: 'totp', otpkey: HEX, otplen: 6, owner: 'base32@realm', active: true },
    { serial: 'T4', type: 'totp', otpkey: HEX, otplen: 6, owner: 'n/a' },
    { serial: 'T5', type: 'hotp', otpkey: HEX, otplen: 6, owner: 'hex@example.org@realm' },
    { serial: 'T6', type: 'webauthn', otpkey: HEX, otplen: 6, owner: 'hex@example.org@realm' },
    { serial: 'T7', type: 'totp', otpkey: HEX, otplen: 6, owner: 'gone@realm', active: false },
    { serial: 'T8', type: 'totp', otpkey: 'zz%', otplen: 6, owner: 'broken@realm' },
    { serial: 'T9', type: 'totp', otpkey: HEX, otplen: 'six', owner: 'broken@realm' },
  ];
  const report = await home.report(home.file(stringify(tokens)), ...pi);
  expect(report).toMatchObject({ attached: 2, created: 0, refused: 6 });
  expect(
    Object.fromEntries(report.remarks.map(({ line, login, remark }) => [`T${line}`, [login, remark]])),
  ).toEqual({
    T2: ['base32', 'Of its tokens T2 came along, and not T3.'],
    T4: [null, 'Token T4: It is assigned to nobody.'],
    T5: ['hex@example.org', 'Token T5: Only TOTP can be used, this is HOTP (counted, RFC 4226).'],
    T6: ['hex@example.org', 'Token T6: Only TOTP can be used, this is WEBAUTHN.'],
    T7: ['gone', 'Token T7: It is switched off or revoked there.'],
    T8: ['broken', 'The TOTP secret is not Base32.'],
    T9: [null, 'Token T9: It cannot be read.'],
  });
  expect(JSON.stringify(report)).not.toContain(HEX);
  expect(await home.code('hex@example.org', OWN_PARAMETERS)).toBeUndefined();
  expect(await home.code('base32', TOKEN)).toBeUndefined();
});

const sealedByKey = pskc(BY_KEY, 'damaged');
const assigned = 'serial,username\nTOTP1damaged,pi-damaged\nTOTP2damaged,pi-other\nOATH3damaged,pi-counts\n';
test.each([
  ['a flipped MAC', sealedByKey.replace('ZO8T', 'ZO8U'), 'Token TOTP1damaged: Its MAC is not right'],
  ['a flipped secret', sealedByKey.replace('z279', 'z278'), 'Token TOTP1damaged: Its MAC is not right'],
  ['no secret', sealedByKey.replace(/<EncryptedValue>.*?<\/EncryptedValue>/, ''), 'It has no secret'],
  ['codes in hex', sealedByKey.replace('DECIMAL', 'HEXADECIMAL'), 'Codes in HEXADECIMAL'],
  ['no response format', sealedByKey.replace('<ResponseFormat', '<Other'), 'This key package cannot be read'],
])('a token that is damaged is refused by name, and no other: %s', async (_, xml, why) => {
  const report = await home.report(home.file(xml), home.file(assigned), ...pi, ...keyFile(KEY), '--dry-run');
  expect(report).toMatchObject({ created: 1, refused: 2 });
  const remarks = report.remarks.map(({ remark }) => remark);
  expect(remarks.some((remark) => remark.includes(why))).toBe(true);
});

test.each([
  ['no list of tokens', () => [home.file(sealedByKey), ...keyFile(KEY)], 'whose tokens these are'],
  ['no key', () => [home.file(sealedByKey), home.file(assigned)], '--key-file'],
  [
    'another key',
    () => [home.file(sealedByKey), home.file(assigned), ...keyFile(KEY.replace('1', '2'))],
    'MAC key',
  ],
  [
    'a key that is none',
    () => [home.file(sealedByKey), home.file(assigned), ...keyFile('secret key')],
    'in hex',
  ],
  [
    'another password',
    () => [home.file(pskc(BY_PASSWORD, 'x')), home.file(assigned), ...keyFile('wrong password')],
    'MAC key',
  ],
  [
    'another cipher',
    () => [
      home.file(sealedByKey.replaceAll('aes128-cbc', 'tripledes-cbc')),
      home.file(assigned),
      ...keyFile(KEY),
    ],
    'tripledes-cbc',
  ],
  [
    'a document type',
    () => [
      home.file(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>`),
    ],
    'document type',
  ],
  ['XML that breaks off', () => [home.file(sealedByKey.slice(0, -20)), ...keyFile(KEY)], 'not well-formed'],
  ['other XML', () => [home.file('<?xml version="1.0"?><map></map>')], 'no PSKC'],
  ['other JSON', () => [home.file('{"result":{}}')], 'no list of tokens'],
  ['other YAML', () => [home.file('a: 1\n')], 'neither PSKC nor'],
])('what cannot be read is refused as a whole, without a secret: %s', async (_, args, why) => {
  const { status, stderr, stdout } = await home.import(...args(), ...pi);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(why);
  expect(stderr).not.toMatch(/secret key|wrong password|123456789/);
});
