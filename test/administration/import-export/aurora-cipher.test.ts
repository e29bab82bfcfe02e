import { createCipheriv, hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyInPhp, SuiteCipher } from '../../../server/administration/import-export/aurora/cipher.js';
import { openXxtea } from '../../../server/administration/import-export/aurora/xxtea.js';
import { GENERATIONS, sealed, xxtea } from '../../support/suite-database.js';

const HEX_KEY = '0123456789abcdef0123456789abcdef';
const TEXT_KEY = 'MTY4NDE2NTQwNy4xMjM0NTY3ODkwMTY4NDE2NTQwNw==';

test('the example that implementations of XXTEA publish is opened', () => {
  const published = Buffer.from('QncB1C0rHQoZ1eRiPM4dsZtRi9pNrp7sqvX76cFXvrrIHXL6', 'base64');
  expect(openXxtea(published, Buffer.from('1234567890'))?.toString()).toBe('Hello World! 你好，中国！');
  expect(openXxtea(published, Buffer.from('1234567891'))).toBeNull();
});

test('texts of every length are opened as they were sealed, and none by another key', () => {
  const key = Buffer.from('sixteen bytes!!!');
  for (let length = 1; length <= 200; length++) {
    const text = 'x'.repeat(length);
    const bytes = Buffer.from(xxtea(text, key), 'base64url');
    expect(openXxtea(bytes, key)?.toString()).toBe(text);
    expect(openXxtea(bytes, Buffer.from('sixteen bytes!!?'))).toBeNull();
  }
  expect(openXxtea(Buffer.alloc(0), key)).toBeNull();
  expect(openXxtea(Buffer.alloc(4), key)).toBeNull();
});

// Written down once from what the suite's own PHP returned.
test.each([
  [HEX_KEY, 'VjKp-Fe8xOVlOeqSrnPuJ0P322yQLyEJMc2AcU54oWsRJng7j5TcalntfAH70A'],
  [HEX_KEY, '1zDo-AOIq-2Bf9aJGmzcpUcr9AU'],
  [HEX_KEY, '80b9sZ_myKej4Ly7ADZcQfKvBYM'],
  [HEX_KEY, '9sG_V0Lgs4WSDfnj1VgfCebEt-Y'],
  [TEXT_KEY, 'VjJIaiv6lwaZ9uV6PJ4HMvnTNuPjUEU3WhMBfRmUEPHrryp1kaBryumE1N89TA'],
  [TEXT_KEY, 'KQsPLe5uhRSLGcHqHqZSNQy5S-Y'],
  [TEXT_KEY, 'l8H2xA4GjgF6L0uVl-NdxyY8dmg'],
  [TEXT_KEY, 'lqmYncegAgDoqn67Hmnetg_ADIQ'],
])('what the suite has sealed by the key %s is opened: %s', (key, value) => {
  expect(new SuiteCipher(key).open(value)).toBe('JBSWY3DPEHPK3PXP');
});

test.each([HEX_KEY, TEXT_KEY])('a list of codes of the suite’s own PHP is opened (%s)', (key) => {
  const value =
    key === HEX_KEY
      ? 'fUfjP5Vo7u9P8oCALbSRS-B56k-bxwojBj0qtJj7nSY'
      : 'Gbuh2kQNR1N4A-ffTpUsuO3dc3HGsUzg7hwrpGCiZ1g';
  expect(new SuiteCipher(key).open(value)).toBe('["AB12 CD34","","EF56 GH78"]');
});

test('each generation is opened, and none that was changed or is of another key', () => {
  const cipher = new SuiteCipher(HEX_KEY);
  expect(cipher.open(sealed('of this key', 'gcm', HEX_KEY))).toBe('of this key');
  for (const generation of GENERATIONS.filter((one) => one !== 'plain')) {
    const value = sealed('JBSWY3DPEHPK3PXP', generation, HEX_KEY);
    expect(cipher.open(value)).toBe('JBSWY3DPEHPK3PXP');
    expect(cipher.open(`${value.slice(0, -4)}AAAA`)).toBeNull();
    expect(cipher.open(sealed('JBSWY3DPEHPK3PXP', generation, TEXT_KEY))).toBeNull();
  }
});

test('an older value that begins like a newer one by chance is opened all the same', () => {
  const cipher = new SuiteCipher(HEX_KEY);
  let [value, tries] = ['', 0];
  while (!Buffer.from(value, 'base64url').toString('latin1').startsWith('V2')) {
    value = sealed(`a text of more than thirty bytes ${++tries}`, 'xxtea', HEX_KEY);
  }
  expect(cipher.open(value)).toBe(`a text of more than thirty bytes ${tries}`);
});

test('a tag of fewer bits is none', () => {
  const key = Buffer.from(hkdfSync('sha256', HEX_KEY, '', 'aurora-encrypt-v3', 32));
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12), { authTagLength: 12 });
  const body = Buffer.concat([cipher.update('text'), cipher.final()]);
  const parts = [Buffer.from('V2'), Buffer.alloc(12), cipher.getAuthTag(), Buffer.alloc(4), body];
  expect(new SuiteCipher(HEX_KEY).open(Buffer.concat(parts).toString('base64url'))).toBeNull();
});

test('a key that opens nothing is taken for another installation’s', () => {
  const cipher = new SuiteCipher(HEX_KEY);
  const foreign = () => cipher.open(sealed('JBSWY3DPEHPK3PXP', 'gcm', TEXT_KEY));
  for (let failures = 1; failures < 20; failures++) expect(foreign()).toBeNull();
  expect(foreign).toThrow('it is that of another installation');
});

test.each([
  [`<?php \\Aurora\\System\\Api::$sEncryptionKey = "${HEX_KEY}";`, HEX_KEY],
  [`<?php \\Aurora\\System\\Api::$sSalt = "${TEXT_KEY}";`, TEXT_KEY],
  [`<?php\n// return 'not this';\n/* $sSalt = "nor this" */\nreturn '${HEX_KEY}';\n`, HEX_KEY],
  [`<?php define('ENCRYPTION_KEY', 'it\\'s // one');`, "it's // one"],
  [String.raw`<?php $sEncryptionKey = "a\$b\\c\"d";`, String.raw`a$b\c"d`],
])('the key is read of %s', (php, key) => {
  expect(keyInPhp(php)).toBe(key);
});

test.each([
  ['', 'There is no key'],
  ['<?php $sEncryptionKey = getenv("KEY");', 'There is no key'],
  [`<?php $sEncryptionKey = '';`, 'There is no key'],
  ['<?php $sEncryptionKey = "a$b";', 'put together by PHP'],
  [`<?php $sEncryptionKey = 'one'; $sSalt = 'two';`, 'several keys'],
])('there is no key to be read of %s', (php, problem) => {
  expect(() => keyInPhp(php)).toThrow(problem);
});
