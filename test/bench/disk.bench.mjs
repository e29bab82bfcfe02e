import { hash } from '@node-rs/argon2';
import { generateSync } from 'otplib';
import { ARGON2_COST } from '../../dist/server/accounts/password-hasher.js';
import { systemClock } from '../../dist/server/platform/clock.js';
import { insertProtected } from './support/accounts.mjs';
import { onMysql } from './support/databases.mjs';
import { idOf } from './support/fill.mjs';
import { PASSWORD } from './support/server.mjs';
import { openServices } from './support/services.mjs';

export const title =
  'Disk: what a row takes in InnoDB with its indexes (--rows of each table, default 100,000)';

// As many as are written at once, so that indexes grow in no order, as they do with people.
const BATCH = 2000;
const GIGABYTE = 1e9;
// The login, its domain, the name, and its second word.
const TERMS = 4;

const client = {
  ipAddress: '203.0.113.217',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
  deviceSecret: () => undefined,
  heldToken: undefined,
};

/** One person with an app, signed in once: the pattern of all rows. */
async function pattern({ database, services }) {
  const login = 'firstname.lastname@example.org';
  const [person] = await insertProtected(database, 1, 'person', { login, loginKey: login });
  await database.dataSource.query('UPDATE accounts SET passwordHash = ? WHERE id = ?', [
    await hash(PASSWORD, ARGON2_COST),
    person.id,
  ]);
  const { challenge } = await services.signIn.signIn({ login, password: PASSWORD }, client);
  const code = generateSync({ secret: person.secret });
  await services.secondStep.verifyCode('AUTHENTICATOR_APP', challenge, code, false, client);
  await services.auditChain.seal();
}

/** Which columns of a row are each person's own; the others are as in the pattern. */
function columnsOf(database, rows) {
  const id = (kind) => idOf(database, kind);
  // Of somebody, in no order.
  const anybody = id('a').replace('seq', `1 + seq * 7919 % ${rows}`);
  const login = `CONCAT('firstname.', LPAD(seq * 7919 % ${rows}, 8, '0'), '@example.org')`;
  const digest = 'SHA2(seq, 256)';
  return {
    accounts: { id: id('a'), login, loginKey: login },
    account_search_terms: { accountId: anybody, term: login },
    authenticator_apps: { accountId: anybody },
    devices: { id: id('d'), secretHash: digest, accountId: anybody },
    auth_tokens: { id: id('b'), hash: digest, accountId: anybody, deviceId: id('d') },
    throttle_counters: { bucket: digest, accountId: anybody },
    challenges: { id: id('c'), hash: digest, accountId: anybody },
    audit_events: {
      id: id('e'),
      at: 'seq',
      actorId: anybody,
      actorLogin: login,
      accountId: anybody,
      accountLogin: login,
      ipAddress: "CONCAT('203.', seq % 200, '.', seq * 7919 % 250, '.', seq * 31 % 250)",
      mac: digest,
      seal: 'seq DIV 1000',
    },
  };
}

/** Multiplies one row; `own` are its columns that differ. */
async function multiply(runner, table, row, own, rows) {
  const names = Object.keys(row);
  const values = names.map((name) => own[name] ?? '?');
  const kept = names.filter((name) => own[name] === undefined).map((name) => row[name]);
  for (let from = 1; from <= rows; from += BATCH) {
    const sql = `INSERT INTO ${table} (${names.join(', ')})
      SELECT ${values.join(', ')} FROM seq_${from}_to_${Math.min(rows, from + BATCH - 1)}`;
    await runner.query(sql, kept);
  }
}

async function bytesOf(runner, table) {
  await runner.query(`ANALYZE TABLE ${table}`);
  const [{ bytes }] = await runner.query(
    `SELECT DATA_LENGTH + INDEX_LENGTH AS bytes FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?`,
    [table],
  );
  return Number(bytes);
}

export const run = ({ rows = '100000' }) =>
  onMysql(async (databaseUrl) => {
    const opened = await openServices(databaseUrl, systemClock);
    await pattern(opened);
    const { database } = opened;
    const runner = database.dataSource.createQueryRunner();
    await runner.query('SET SESSION foreign_key_checks = 0');
    const left = {};
    const bytes = {};
    for (const [table, own] of Object.entries(columnsOf(database, Number(rows)))) {
      const found = await runner.query(`SELECT * FROM ${table}`);
      // The pattern has no terms: it was not made by the service.
      const row = found.at(-1) ?? own;
      left[table] = found.length;
      await runner.query(`DELETE FROM ${table}`);
      await multiply(runner, table, row, own, Number(rows));
      bytes[table] = (await bytesOf(runner, table)) / Number(rows);
      console.log(`  ${table.padEnd(24)} ${bytes[table].toFixed(0).padStart(6)} bytes`);
    }
    await runner.release();
    await database.close();
    const account = bytes.accounts + TERMS * bytes.account_search_terms + bytes.authenticator_apps;
    const session = bytes.devices + bytes.auth_tokens;
    const signIn =
      left.audit_events * bytes.audit_events +
      left.throttle_counters * bytes.throttle_counters +
      bytes.challenges;
    const ten = (each) => ((each * 10_000_000) / GIGABYTE).toFixed(1);
    console.log(
      `  10 million accounts with an app: ${ten(account)} GB; a device and a token of each: ${ten(session)} GB more`,
    );
    console.log(
      `  10 million sign-ins with a code: ${ten(left.audit_events * bytes.audit_events)} GB of events (${left.audit_events} each), ` +
        `and ${ten(signIn - left.audit_events * bytes.audit_events)} GB until the clean-up`,
    );
  });
