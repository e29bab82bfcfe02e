import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { hash } from '@node-rs/argon2';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { insertPeople } from './support/accounts.mjs';
import { onEachDatabase } from './support/databases.mjs';
import { mannWhitney, median } from './support/measure.mjs';
import { graphqlRequest, PASSWORD, SIGN_IN, startServer } from './support/server.mjs';

export const title =
  'Enumeration by timing: does a refused sign-in take longer for some logins than for others?';

const WRONG = 'wrong password entirely';
// |z| of a two-sided p of 0.001; several pairs are compared.
const DISTINGUISHABLE = 3.29;

/** A mail server that refuses everybody alike: what is measured is ours. */
async function refusingMailServer() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    createInterface({ input: socket }).on('line', (line) => {
      const [tag, command] = line.split(' ');
      if (command === 'LOGIN') socket.write(`${tag} NO [AUTHENTICATIONFAILED] no\r\n`);
      else socket.write(`${command === 'CAPABILITY' ? '* CAPABILITY IMAP4rev1\r\n' : ''}${tag} OK done\r\n`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Milliseconds until the answer, which must be a refusal unless it is said to be none. */
async function timeOf(url, login, password, refused = true) {
  const { url: address, ...request } = graphqlRequest(url, SIGN_IN, undefined, { login, password });
  const began = performance.now();
  const { errors } = await (await fetch(address, request)).json();
  const took = performance.now() - began;
  const code = errors?.[0].extensions.code;
  if (code !== (refused ? 'INVALID_CREDENTIALS' : undefined)) throw new Error(`${login}: ${code}`);
  return took;
}

/** Every kind once a round, in an order that changes, each with a login of its own. */
async function interleaved(kinds, rounds) {
  const times = kinds.map(() => []);
  for (let round = -10; round < rounds; round++) {
    const order = kinds.map((_, index) => ({ index, at: Math.random() })).sort((a, b) => a.at - b.at);
    for (const { index } of order) {
      const took = await kinds[index].time(round + 10);
      // The first rounds warm up.
      if (round >= 0) times[index].push(took);
    }
  }
  return times;
}

async function compare(kinds, rounds) {
  const [first, ...others] = await interleaved(kinds, rounds);
  console.log(`  ${kinds[0].name.padEnd(58)} median ${median(first).toFixed(2)} ms, ${rounds} samples each`);
  for (const [index, times] of others.entries()) {
    const { z, probability } = mannWhitney(first, times);
    const verdict = Math.abs(z) > DISTINGUISHABLE ? 'DISTINGUISHABLE' : 'not distinguishable';
    console.log(
      `  ${kinds[index + 1].name.padEnd(58)} median ${median(times).toFixed(2)} ms, z ${z.toFixed(2).padStart(6)}, P(slower) ${probability.toFixed(3)}: ${verdict}`,
    );
  }
}

export async function run({ rounds = '300' }) {
  const count = Number(rounds);
  console.log(' Mann–Whitney U: z = (U − mn/2) / √(mn(m+n+1)/12), against the first of each list');
  await onEachDatabase(async (databaseUrl) => {
    const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
    const total = count + 10;
    await insertPeople(database, total, 'known');
    await insertPeople(database, total, 'again');
    await insertPeople(database, total, 'control');
    await insertPeople(database, total, 'protected', { primaryFactors: 1 });
    await insertPeople(database, total, 'disabled', { disabled: true });
    await insertPeople(database, total, 'elsewhere', { passwordHash: null });
    await database.close();
    const kind = (url, name, prefix, password = WRONG, refused = true) => ({
      name,
      time: (round) => timeOf(url, `${prefix}-${round}`, password, refused),
    });

    const server = await startServer(databaseUrl);
    const on = (...rest) => kind(server.url, ...rest);
    await compare(
      [
        on('unknown login', 'nobody'),
        on('known login, wrong password', 'known'),
        on('known login with a second factor, wrong password', 'protected'),
        on('disabled account, wrong password', 'disabled'),
        on('control: another unknown login', 'none'),
        on('control: right password, let in', 'control', PASSWORD, false),
      ],
      count,
    );
    await server.stop();

    const mail = await refusingMailServer();
    const asking = await startServer(databaseUrl, {
      PASSWORD_SERVER: `imap://127.0.0.1:${mail.address().port}`,
      PASSWORD_SERVER_STARTTLS: 'off',
      LOGIN_DOMAIN: 'as-typed',
    });
    const there = (...rest) => kind(asking.url, ...rest);
    await compare(
      [
        there('with a directory: unknown login', 'nobody2'),
        there('with a directory: its account, wrong password', 'elsewhere'),
        there('with a directory: an account of ours, wrong password', 'again'),
      ],
      count,
    );
    await asking.stop();
    mail.close();

    // Of all accounts, half have a hash that costs more than ours: what is asked is whether an unknown login shows.
    const imported = await openDatabase({ url: databaseUrl, poolSize: 2 });
    await imported.dataSource.query('DELETE FROM accounts');
    const passwordHash = await hash(PASSWORD, { memoryCost: 32_768, timeCost: 3, parallelism: 1 });
    const passwordCost = passwordHash.split('$').slice(0, 4).join('$') + '$';
    for (let index = 0; index < total; index++) {
      const more = index % 2 === 0 ? {} : { passwordHash, passwordCost };
      await insertPeople(imported, 1, `mixed-${index}`, more);
    }
    await imported.close();
    const mixed = await startServer(databaseUrl);
    await compare(
      [
        kind(mixed.url, 'half of the hashes imported: unknown login', 'nobody3'),
        {
          name: 'half of the hashes imported: any account, wrong password',
          time: (round) => timeOf(mixed.url, `mixed-${round}-0`, WRONG),
        },
        kind(mixed.url, 'control: another unknown login', 'none3'),
      ],
      count,
    );
    await mixed.stop();
  });
}
