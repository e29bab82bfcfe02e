import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { insertProtected } from './support/accounts.mjs';
import { onMysql } from './support/databases.mjs';
import { show, timed } from './support/measure.mjs';
import { PASSWORD, send, SIGN_IN, signInAdmin, startServer } from './support/server.mjs';

export const title =
  'Overload on MariaDB: ten times the sign-ins it can do, evenly, then in bursts (--seconds of each, default 60; --burst, default 400)';

const TIMES = 10;
const PEOPLE = 200;
// More than wait for their turn (HASH_QUEUE), or none would be refused.
const CONNECTIONS = 400;
const ME = '{ me { id login } }';

const residentMiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`))[1]) / 1024;

/** `me`, twenty times a second, until told to stop. */
async function watch({ url, pid }, token, until) {
  const times = [];
  let memory = 0;
  let over = false;
  void until.then(() => (over = true));
  while (!over) {
    const began = performance.now();
    await send(url, ME, {}, token);
    times.push(performance.now() - began);
    memory = Math.max(memory, residentMiB(pid));
    await delay(50);
  }
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.floor(times.length * part)];
  return { rate: 1000 / 50, p50: at(0.5), p99: at(0.99), memory };
}

/** A flood of sign-ins from many addresses, `burst` of them at once. */
async function flooded(server, { token, idle, capacity, people, burst, seconds }) {
  const signIn = ({ login }) => send(server.url, SIGN_IN, { login, password: PASSWORD });
  const flood = new Worker(new URL('./support/flood.mjs', import.meta.url), {
    workerData: {
      url: server.url,
      logins: people.map(({ login }) => login),
      rate: Math.ceil(capacity.rate * TIMES),
      burst,
      connections: CONNECTIONS,
      seconds,
    },
  });
  const [full, over, figures] = ['full', 'over', 'figures'].map(
    (name) => new Promise((resolve) => flood.on('message', (told) => name in told && resolve(told[name]))),
  );
  await full;
  const during = await watch(server, token, over);
  const began = performance.now();
  while (!(await signIn(people[0]).then(Boolean, () => false))) await delay(50);
  const recovery = (performance.now() - began) / 1000;
  const { signedIn, refused, other, broken, timedOut } = await figures;

  console.log(`  ${TIMES} × for ${seconds} s, ${burst === 1 ? 'evenly' : `${burst} at once`}:`);
  show('me, meanwhile', during, `p99 ${(during.p99 / idle.p99).toFixed(2)} × (aim: 5.00 or less)`);
  show('signed in', signedIn, `${(signedIn.rate / capacity.rate).toFixed(2)} × of what it can do`);
  show('refused', refused);
  console.log(
    `  neither: ${other.count}, broken: ${broken.count}, timed out: ${timedOut.count} (aim: 0 each)`,
  );
  console.log(`  memory: ${idle.memory.toFixed(0)} MiB idle, ${during.memory.toFixed(0)} MiB at most`);
  console.log(`  signs in again after ${recovery.toFixed(1)} s (aim: 5.0 or less)`);
}

export const run = ({ seconds = '60', burst = '400' }) =>
  onMysql(async (databaseUrl) => {
    const server = await startServer(databaseUrl, { TRUSTED_PROXIES: '127.0.0.1' });
    const token = await signInAdmin(server.url);
    const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
    const people = await insertProtected(database, PEOPLE);
    await database.close();
    const signIn = ({ login }) => send(server.url, SIGN_IN, { login, password: PASSWORD });
    await timed(people.slice(0, 50).map((person) => () => signIn(person)));
    const capacity = await timed(people.map((person) => () => signIn(person)));
    show('sign-ins (password) it can do', capacity);
    const idle = await watch(server, token, delay(5000));
    show('me, idle', idle);
    for (const atOnce of [1, Number(burst)]) {
      await flooded(server, { token, idle, capacity, people, burst: atOnce, seconds: Number(seconds) });
    }
    await server.stop();
  });
