import type { PasswordHasher } from '../../server/accounts/password-hasher.js';
import type { Config } from '../../server/config/config.js';
import { MINUTE } from '../../server/platform/clock.js';
import { openDatabase } from '../../server/app/data-source.js';
import { Account } from '../../server/accounts/account.entity.js';
import { createHash, randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createServices } from '../../server/app/services.js';
import { browsersOf } from './browsers.js';
import { midnight } from './calendar.js';
import { castParts, NORMAL_PERSON } from './cast.js';
import { StoryClock } from './clock.js';
import { everydayOf, type Scene } from './everyday.js';
import { incidents } from './incidents.js';
import { Person, type Stage } from './person.js';
import { Random } from './random.js';

/** How to look at the demo. */
export interface Logins {
  password: string;
  administrator: string;
  person: string;
  otpauthUri: string;
}

const BEGINS = 170;
const SEED = 2026;

/**
 * Fills an empty database with a company and its last months, up to `now`. All goes through the services, by a clock
 * that runs through that time, so that every row is one that they would have written. Throws when there are accounts.
 */
export async function fillDemo(config: Config, origin: string, now: number): Promise<Logins> {
  const clock = new StoryClock(midnight(now, BEGINS));
  const database = await openDatabase(config.database);
  try {
    if (await database.manager.exists(Account)) throw new Error('There are accounts in this database.');
    // What a power cut would leave is of no use anyway.
    if (!database.isMysql) await database.dataSource.query('PRAGMA synchronous = OFF');
    const services = await createServices({
      config,
      database,
      clock,
      log: pino({ level: 'silent' }),
      publicUrl: origin,
    });
    payOnce(services.hasher);
    const password = randomBytes(12).toString('base64url');
    const stage: Stage = { services, clock, random: new Random(SEED), password, origin };
    const { random } = stage;

    const account = await services.newAccounts.createFirstAdministrator(config.adminLogin, password);
    if (!account) throw new Error('There are accounts in this database.');
    const administrator = new Person(stage, account, browsersOf(random, 0));
    await administrator.signIn();

    const people = new Map<string, Person>();
    const everyday = castParts(random).flatMap((part) => everydayOf(stage, part, administrator, people, now));
    const nights: Scene[] = Array.from({ length: BEGINS }, (_, ago) => ({
      at: midnight(now, ago),
      play: () => services.auditChain.seal(),
    }));
    const scenes = [...everyday, ...nights, ...incidents(stage, administrator, people, now)].toSorted(
      (one, other) => one.at - other.at,
    );
    for (const scene of scenes) {
      clock.reach(scene.at);
      // What takes longest now must be over by the end.
      if (clock.now() > now - 3 * MINUTE) break;
      await scene.play();
    }
    clock.reach(now);
    await services.cleanUp.run();
    await services.auditChain.seal();
    const otpauthUri = people.get(NORMAL_PERSON)?.otpauthUri ?? '';
    return { password, administrator: account.login, person: NORMAL_PERSON, otpauthUri };
  } finally {
    if (!database.isMysql) await database.dataSource.query('PRAGMA synchronous = FULL');
    await database.close();
  }
}

/**
 * One real hash of the password that all accounts share, instead of one for each of thousands of sign-ins. Backup
 * codes get a quick one: they are shown to nobody, and so nobody can miss them.
 */
function payOnce(hasher: PasswordHasher): void {
  const hashes = new Map<string, string>();
  const hash = hasher.hash.bind(hasher);
  Object.assign(hasher, {
    async hash(password: string) {
      const known = hashes.get(password) ?? (await hash(password));
      hashes.set(password, known);
      return known;
    },
    verify: (passwordHash: string | undefined, password: string) =>
      Promise.resolve(passwordHash !== undefined && hashes.get(password) === passwordHash),
    hashWithSalt: (text: string, salt: Buffer) =>
      Promise.resolve(createHash('sha256').update(salt).update(text).digest()),
  } satisfies Partial<PasswordHasher>);
}
