import { hash } from '@node-rs/argon2';
import { generateSecret, generateSync } from 'otplib';
import { v7 as uuidv7 } from 'uuid';
import { Account } from '../../../dist/server/accounts/account.entity.js';
import { ARGON2_COST } from '../../../dist/server/accounts/password-hasher.js';
import { AuthenticatorApp } from '../../../dist/server/factors/authenticator-app/authenticator-app.entity.js';
import { KeyRing } from '../../../dist/server/platform/encryption/key-ring.js';
import { PASSWORD, SECRET_KEY, send, SIGN_IN, VERIFY } from './server.mjs';

const passwordHash = await hash(PASSWORD, ARGON2_COST);
const keys = new KeyRing([SECRET_KEY]);

const account = (login, primaryFactors) => ({
  id: uuidv7(),
  login,
  loginKey: login,
  displayName: null,
  nameKey: null,
  role: 'USER',
  disabled: false,
  passwordHash,
  credentialVersion: 0,
  primaryFactors,
  createdAt: Date.now(),
  lastSignInAt: null,
});

async function insertAccounts(database, rows) {
  for (let from = 0; from < rows.length; from += 500) {
    await database.dataSource.manager.insert(Account, rows.slice(from, from + 500));
  }
}

/** Accounts PREFIX-0 and so on with PASSWORD, unless `more` says otherwise. */
export const insertPeople = (database, count, prefix, more = {}) =>
  insertAccounts(
    database,
    Array.from({ length: count }, (_, index) => ({
      ...account(`${prefix}-${index}`, 0),
      directoryKey: more.passwordHash === null ? `${prefix}-${index}` : null,
      ...more,
    })),
  );

// The bit of an authenticator app in Account.primaryFactors.
const APP = 1;

/** Accounts with PASSWORD and an authenticator app whose secret is in `secret`, unless `more` says otherwise. */
export async function insertProtected(database, count, prefix = 'code', more = {}) {
  const rows = Array.from({ length: count }, (_, index) => ({
    ...account(`${prefix}-${index}`, APP),
    ...more,
  }));
  await insertAccounts(database, rows);
  const people = rows.map(({ id, login }) => ({ id, login, secret: generateSecret() }));
  await database.dataSource.manager.insert(
    AuthenticatorApp,
    people.map(({ id, secret }) => ({
      accountId: id,
      sealedSecret: keys.seal(secret, `authenticator-app:${id}`),
      lastTimeStep: 0,
      createdAt: Date.now(),
      lastUsedAt: null,
    })),
  );
  return people;
}

/** Both steps of a sign-in, over HTTP. */
export async function signInWithCode(url, { login, secret }) {
  const { signIn } = await send(url, SIGN_IN, { login, password: PASSWORD });
  const variables = { challenge: signIn.challenge, code: generateSync({ secret }) };
  return (await send(url, VERIFY, variables)).verifyAuthenticatorCode.token;
}
