// A process that imports accounts with all that can come along, twice, and prints a line of JSON for each round.
//   node test/bench/support/import-everything.mjs DATABASE_URL ACCOUNTS
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { coseKey } from '../../../dist/server/factors/security-keys/cose-key.js';
import { systemClock } from '../../../dist/server/platform/clock.js';
import { openServices } from './services.mjs';

const HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$b3V0cHV0b3V0cHV0b3V0cHV0b3V0cHV0b3V0cHV0b3U';
const ACTOR = { id: null, login: 'benchmark', ipAddress: null };
const CREATED = Date.UTC(2025, 0, 1);

const [, , databaseUrl, accounts] = process.argv;
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const cose = await coseKey(publicKey.export({ format: 'jwk' }));

/** Those of the same number are the same in every round. */
function idOf(n, which) {
  const id = Buffer.alloc(32, which);
  id.writeUInt32BE(n, 0);
  return id.toString('base64url');
}

const keyOf = (n, which) => ({
  credentialId: idOf(n, which),
  publicKey: cose,
  name: `Key ${which}`,
  aaguid: null,
  transports: ['usb', 'nfc'],
  signCount: 1,
  backupEligible: false,
  backedUp: false,
  userHandle: randomBytes(32).toString('base64url'),
  createdAt: CREATED,
});

const deviceOf = (which) => ({
  name: `Device ${which}`,
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ipAddress: '192.0.2.7',
  createdAt: CREATED + which,
  lastSeenAt: CREATED + which,
});

async function* records() {
  for (let n = 0; n < Number(accounts); n++) {
    yield {
      line: n + 1,
      fields: {
        login: `person-${n}@example.org`,
        displayName: `Person ${n}`,
        email: `person-${n}@example.org`,
        locale: 'de',
        passwordHash: HASH,
        totpSecret: 'GEZDGNBVGY3TQOJQ',
      },
      securityKeys: [keyOf(n, 1), keyOf(n, 2)],
      backupCodes: Array.from({ length: 10 }, () => randomBytes(4).toString('hex')),
      devices: [deviceOf(1), deviceOf(2)],
    };
  }
}

const { database, services } = await openServices(databaseUrl, systemClock);
for (const round of ['into an empty database', 'again, all there already']) {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const results = {};
  for await (const { result } of services.import.run(ACTOR, records(), {
    dryRun: false,
    createAccounts: true,
  })) {
    results[result] = (results[result] ?? 0) + 1;
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6;
  const peakMib = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ round, seconds, cpuSeconds, results, peakMib }));
}
await database.close();
