import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { readConfig } from '../../dist/server/config/config.js';
import { systemClock } from '../../dist/server/platform/clock.js';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { sha256 } from '../../dist/server/platform/encryption/secrets.js';
import { SecurityKey } from '../../dist/server/factors/security-keys/security-key.entity.js';
import { createServices } from '../../dist/server/app/services.js';
import { insertProtected } from './support/accounts.mjs';
import { onEachDatabase } from './support/databases.mjs';
import { median, SECONDS, show, timed } from './support/measure.mjs';
import { SECRET_KEY } from './support/server.mjs';

export const title = 'Assertions by security key, against the bare library';

const ORIGIN = 'http://localhost';
const RP_ID = 'localhost';
const KEYS = 100;
const ROUNDS = 3;

function newKey(accountId) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [x, y] = ['x', 'y'].map((name) =>
    Buffer.from(publicKey.export({ format: 'jwk' })[name], 'base64url'),
  );
  const cose = new Map([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Uint8Array.from(x)],
    [-3, Uint8Array.from(y)],
  ]);
  const credentialId = randomBytes(32).toString('base64url');
  return {
    privateKey,
    row: {
      id: uuidv7(),
      accountId,
      credentialHash: sha256(credentialId),
      credentialId,
      publicKey: Buffer.from(isoCBOR.encode(cose)).toString('base64url'),
      name: 'Key',
      aaguid: '00000000-0000-0000-0000-000000000000',
      transports: [],
      signCount: 0,
      backupEligible: false,
      backedUp: false,
      createdAt: Date.now(),
      lastUsedAt: null,
      counterRegressedAt: null,
    },
  };
}

const digest = (data) => createHash('sha256').update(data).digest();

/** An authenticator's answer, of user present and verified, that counts no signatures. */
function answer({ privateKey, row }, challenge) {
  const data = { type: 'webauthn.get', challenge, origin: ORIGIN, crossOrigin: false };
  const clientDataJSON = Buffer.from(JSON.stringify(data));
  const authenticatorData = Buffer.concat([digest(RP_ID), Buffer.of(0x05, 0, 0, 0, 0)]);
  const signature = sign('sha256', Buffer.concat([authenticatorData, digest(clientDataJSON)]), privateKey);
  const parts = { clientDataJSON, authenticatorData, signature };
  return {
    id: row.credentialId,
    rawId: row.credentialId,
    type: 'public-key',
    clientExtensionResults: {},
    response: Object.fromEntries(
      Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64url')]),
    ),
  };
}

async function verifyBare({ key, challenge, response }) {
  const { verified } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: ORIGIN,
    expectedRPID: RP_ID,
    requireUserVerification: false,
    credential: {
      id: key.row.credentialId,
      publicKey: Buffer.from(key.row.publicKey, 'base64url'),
      counter: 0,
    },
  });
  if (!verified) throw new Error('does not verify');
}

async function benchOn(databaseUrl) {
  const database = await openDatabase({ url: databaseUrl, poolSize: 10 });
  const config = readConfig({ DATABASE_URL: databaseUrl, SECRET_KEY, WEBAUTHN_ORIGINS: ORIGIN });
  const { assertions } = await createServices({
    config,
    database,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    publicUrl: ORIGIN,
  });
  const people = await insertProtected(database, KEYS, 'key');
  const keys = people.map(({ id }) => newKey(id));
  await database.dataSource.manager.insert(
    SecurityKey,
    keys.map(({ row }) => row),
  );
  // Each in a session of its own, which may have only a few under way.
  const bindingOf = ({ row }) => ({
    purpose: 'reauthentication',
    accountId: row.accountId,
    boundTo: uuidv7(),
  });
  /** Challenges are good once, so each round has its own. */
  const ceremonies = async (count) => {
    const begun = [];
    for (let index = 0; index < count; index++) {
      const key = keys[index % KEYS];
      const binding = bindingOf(key);
      const { challenge } = await assertions.begin(binding);
      begun.push({ key, binding, challenge, response: answer(key, challenge) });
    }
    return begun;
  };
  const verifyByService = async ({ binding, response }) => {
    const { spend } = await assertions.check(binding, response);
    if (!(await database.transaction(spend))) throw new Error('used up');
  };

  const measured = { bare: [], service: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const begun = await ceremonies(round === 0 ? KEYS : SECONDS * 150);
    const bare = await timed(begun.map((ceremony) => () => verifyBare(ceremony)));
    const service = await timed(begun.map((ceremony) => () => verifyByService(ceremony)));
    // The first warms up.
    if (round > 0) {
      measured.bare.push(bare);
      measured.service.push(service);
    }
  }
  const middle = (rounds) =>
    Object.fromEntries(
      ['rate', 'p50', 'p99'].map((name) => [name, median(rounds.map((round) => round[name]))]),
    );
  const [bare, service] = [middle(measured.bare), middle(measured.service)];
  show('verifyAuthenticationResponse alone', bare);
  show('checked and spent by the service', service, `${(service.rate / bare.rate).toFixed(2)} ×`);
  await database.close();
}

export const run = () => onEachDatabase(benchOn);
