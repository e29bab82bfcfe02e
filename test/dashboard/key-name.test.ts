import { expect, test } from 'vitest';

// By a variable: the dashboard is compiled for browsers, with settings of its own.
const file = 'key-name';
const { nameOfKey } = (await import(`../../dashboard/src/components/${file}.ts`)) as {
  nameOfKey: (t: (key: string) => string, registered: object, taken: string[]) => string;
};

/** A registration as a browser gives it, of what matters to the name. */
const registered = (aaguid: string) => ({
  authenticatorAttachment: 'cross-platform',
  response: {
    authenticatorData: Buffer.concat([
      Buffer.alloc(32 + 1 + 4),
      Buffer.from(aaguid.replaceAll('-', ''), 'hex'),
      Buffer.alloc(20),
    ]).toString('base64url'),
  },
});
const LEDGER = registered('fcb1bcb4-f370-078c-6993-bc24d0ae3fbe');
const UNKNOWN = registered('00000000-0000-0000-0000-000000000000');
const named = (key: object, taken: string[] = []) => nameOfKey((text) => text, key, taken);

test('a key is called by its model, and one of the same model by another name', () => {
  expect(named(LEDGER)).toBe('Ledger Nano X FIDO2 Authenticator');
  expect(named(LEDGER, ['Ledger Nano X FIDO2 Authenticator'])).toBe('Ledger Nano X FIDO2 Authenticator 2');
});

test('a key that does not tell is a security key; two of them differ', () => {
  const usual = 'security.keys.newKey';
  expect(named(UNKNOWN)).toBe(usual);
  expect(named(UNKNOWN, [usual, `${usual} 2`])).toBe(`${usual} 3`);
});
