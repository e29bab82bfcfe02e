import { MINUTE, SECOND } from '../../server/platform/clock.js';
import { ATTACKER, LIBRARY, newBrowser } from './browsers.js';
import { at, midnight } from './calendar.js';
import {
  GRACE_DAYS,
  GUESSED_PERSON,
  LOCKED_PERSON,
  NORMAL_PERSON,
  RECOVERED_PERSON,
  RESET_PERSON,
  ROBBED_PERSON,
} from './cast.js';
import { addPrograms, type Scene } from './everyday.js';
import { clientOf, type Person, refused, type Stage } from './person.js';
import type { Session } from '../../server/platform/acting/session.js';

const HOUR = 60 * MINUTE;
// By the defaults of the throttle: the fifth failure brings the first delay, of a second, which then doubles.
const FREE_ATTEMPTS = 5;
const ATTEMPTS_TO_THE_LOCKOUT = 15;
const ATTEMPTS_TO_THE_LONGEST_DELAY = 17;
const delayAfter = (attempt: number): number =>
  attempt < FREE_ATTEMPTS ? 0 : 2 ** (attempt - FREE_ATTEMPTS) * SECOND;

/** What is out of the ordinary in the month that the demo tells of. */
export function incidents(
  stage: Stage,
  administrator: Person,
  people: ReadonlyMap<string, Person>,
  now: number,
): Scene[] {
  const { services, clock, random, password } = stage;
  const person = (login: string): Person => {
    const found = people.get(login);
    if (!found) throw new Error(`${login} has no account`);
    return found;
  };

  /** Somebody guesses a password so often, as fast as they are let, the last time at a certain moment. */
  const guesses = (login: string, attempts: number, last: number, pause: number): Scene[] => {
    let moment = last;
    return Array.from({ length: attempts }, (_, index) => {
      const attempt = attempts - index;
      const scene = {
        at: moment,
        play: () => person(login).guess(`Summer${attempt}`, newBrowser(ATTACKER, '203.0.113.66')),
      };
      moment -= Math.max(pause * random.between(0.7, 1.3), delayAfter(attempt - 1) + MINUTE);
      return scene;
    });
  };

  /** What changes others' accounts wants a fresh proof. */
  const proved = async (): Promise<Session> => {
    const session = await administrator.signIn();
    await services.reauthentication.reauthenticate(session, { password });
    return session;
  };

  return [
    {
      at: at(now, 38, 9),
      play: async () =>
        services.settingsChanges.update(await proved(), {
          enrolmentGraceDays: GRACE_DAYS,
          clockTolerance: 1,
        }),
    },
    {
      at: at(now, 6, 9.5),
      play: async () => services.settingsChanges.update(await proved(), { requireTwoFactor: 'ADMINS' }),
    },
    // A night of guessing; the account is locked, and unlocked in the morning.
    ...guesses(GUESSED_PERSON, ATTEMPTS_TO_THE_LOCKOUT, midnight(now, 19) + 4 * HOUR, 2 * MINUTE),
    {
      at: midnight(now, 19) + 6 * HOUR,
      play: async () => {
        await services.accounts.unlock(await proved(), person(GUESSED_PERSON).account.id);
      },
    },
    // One password for many logins, most of which nobody has.
    {
      at: at(now, 11, 13.4),
      play: async () => {
        for (const name of random.some(COMMON_LOGINS, COMMON_LOGINS.length)) {
          const client = clientOf(newBrowser(ATTACKER, '203.0.113.147'));
          await refused(services.signIn.signIn({ login: name, password: 'Welcome2026' }, client));
          clock.advance(random.between(4, 15) * SECOND);
        }
      },
    },
    // A phone in the sea: codes are tried, the factors are reset, a new phone is set up.
    {
      at: at(now, 16, 8.2),
      play: async () => {
        const owner = person(RESET_PERSON);
        await owner.mistypeCode();
        await owner.mistypeCode();
        clock.advance(20 * MINUTE);
        await services.twoFactor.reset(await proved(), owner.account.id);
        clock.advance(4 * MINUTE);
        owner.keys.length = 0;
        owner.backupCodes = [];
        owner.appPasswords.length = 0;
        await owner.setUpApp(await owner.signIn());
      },
    },
    // The other way: a code that an administrator reads out on the telephone.
    {
      at: at(now, 8, 10.7),
      play: async () => {
        const owner = person(RECOVERED_PERSON);
        const { code } = await services.recoveryCodes.issue(await proved(), owner.account.id);
        clock.advance(3 * MINUTE);
        const client = clientOf({ ...owner.atWork, secret: undefined, token: undefined });
        const answer = await services.signIn.signIn({ login: owner.account.login, password }, client);
        if (answer.outcome !== 'second-factor-required')
          throw new Error('A second factor was to be asked for');
        const signedIn = await services.secondStep.verifyCode(
          'RECOVERY_CODE',
          answer.challenge,
          code,
          false,
          client,
        );
        await owner.setUpApp(signedIn.session);
      },
    },
    // A stolen laptop: it is forgotten, all else is signed out, and the password is another's business.
    {
      at: at(now, 5, 7.1),
      play: async () => {
        const owner = person(ROBBED_PERSON);
        const session = await owner.signIn(owner.browsers.at(-1));
        const stolen = (await services.devices.listMany([owner.account.id])).find(
          ({ id }) => id !== session.deviceId,
        );
        if (stolen) await services.devices.remove(session, owner.account.id, stolen.id);
        await services.tokens.revokeOthers(session);
        await services.devices.untrustAll(session);
        for (const browser of owner.browsers.slice(0, -1)) browser.secret = browser.token = undefined;
      },
    },
    { at: at(now, 3, 9.3), play: () => preparePersonToShow(stage, person(NORMAL_PERSON)) },
    // This one is locked at this moment.
    ...guesses(LOCKED_PERSON, ATTEMPTS_TO_THE_LONGEST_DELAY, now - 12 * MINUTE, 9 * MINUTE),
    { at: now - 4 * MINUTE, play: () => person(NORMAL_PERSON).signIn() },
  ];
}

/** A Security page with something in every section. */
async function preparePersonToShow(stage: Stage, person: Person): Promise<void> {
  const { services } = stage;
  const session = (await person.session()) ?? (await person.signIn());
  person.backupCodes = await services.backupCodes.generate(session, false);
  if (person.appPasswords.length === 0) await addPrograms(stage, person, session);
  await services.devices.rename(session, session.deviceId, 'Office computer');
  for (const browser of person.browsers.slice(1)) await person.signIn(browser, { trust: 1 });
  await person.signIn(newBrowser(LIBRARY, '198.51.100.9'), { trust: 0, phoneIsAtHome: true });
}

const COMMON_LOGINS = [
  ...['admin', 'administrator', 'root', 'test', 'info', 'support', 'sales', 'office', 'backup', 'scanner'],
  ...[
    'anna',
    'peter',
    'thomas',
    'maria',
    'daniel',
    'guest',
    'helpdesk',
    'postmaster',
    'webmaster',
    'noreply',
  ],
  ...['hr', 'finance', 'accounting', 'marketing', 'it', 'service', 'contact', 'mail', 'user', 'demo'],
  ...['anna.schmidt', 'oliver.hughes', 'marco.bianchi', 'jana.novakova', 'erik.lindstrom', 'sofia.vega'],
];
