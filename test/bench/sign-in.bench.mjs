import { hash } from '@node-rs/argon2';
import { ARGON2_COST } from '../../dist/server/accounts/password-hasher.js';
import { openDatabase } from '../../dist/server/app/data-source.js';
import { insertProtected, signInWithCode } from './support/accounts.mjs';
import { cpuMeter } from './support/cpu.mjs';
import { onEachDatabase } from './support/databases.mjs';
import { SECONDS, show, timed } from './support/measure.mjs';
import { PASSWORD, startServer } from './support/server.mjs';

export const title = 'Sign-in with password and code, against the password hash it cannot do without';

export const run = () =>
  onEachDatabase(async (databaseUrl) => {
    const database = await openDatabase({ url: databaseUrl, poolSize: 2 });
    const people = await insertProtected(database, SECONDS * 100);
    await database.close();
    const server = await startServer(databaseUrl);
    const floorCpu = cpuMeter(process.pid);
    const floor = await timed(people.map(() => () => hash(PASSWORD, ARGON2_COST)));
    const each = (time) => `${(time / people.length).toFixed(1)} ms`;
    show('argon2id alone, as the floor', floor, `CPU ${each(floorCpu().all)}`);
    const cpu = cpuMeter(server.pid);
    const signIns = await timed(people.map((person) => () => signInWithCode(server.url, person)));
    const { main, all } = cpu();
    show(
      'sign-in with password and code',
      signIns,
      `${(signIns.rate / floor.rate).toFixed(2)} ×  CPU of the event loop ${each(main)}, of the other threads ${each(all - main)}`,
    );
    await server.stop();
  });
