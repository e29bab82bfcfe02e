import { MINUTE, SECOND } from '../../server/database/clock.js';
import { ATTACKER } from './browsers.js';
import { at, midnight } from './calendar.js';
import { GRACE_DAYS, NORMAL_PERSON } from './cast.js';
import { addPrograms, type Scene } from './everyday.js';
import { clientOf, type Person, refusedFor, type Stage } from './person.js';

const HOUR = 60 * MINUTE;
const MINUTES_AGO = 70;
/** Attempts after which the next must wait for an hour. */
const ATTEMPTS_TO_THE_LONGEST_DELAY = 17;

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
  const actor = actorOf(administrator);

  /** Somebody goes on guessing until the account is locked, and as long as the address is let. */
  const guessAt = async (login: string, attempts: number): Promise<void> => {
    for (let tried = 0; tried < attempts;) {
      const wait = await person(login).guess(`Summer${tried}`, ATTACKER, '203.0.113.66');
      if (wait === 0) tried++;
      clock.advance(wait === 0 ? 300 : wait * SECOND);
    }
  };

  /** What changes others' accounts wants a fresh proof. */
  const askTwice = async (): Promise<void> => {
    const session = await administrator.signIn();
    await services.twoFactor.reauthenticate(session, { password });
  };

  return [
    {
      at: at(now, 38, 9),
      play: () => services.settings.update(actor, { enrolmentGraceDays: GRACE_DAYS, clockTolerance: 1 }),
    },
    { at: at(now, 6, 9.5), play: () => services.settings.update(actor, { requireTwoFactor: 'ADMINS' }) },
    // A night of guessing; the account is locked, and unlocked in the morning.
    { at: midnight(now, 19) + 2.2 * HOUR, play: () => guessAt('lukas.weber', 15) },
    {
      at: midnight(now, 19) + 6 * HOUR,
      play: async () => {
        await askTwice();
        await services.accounts.unlock(actor, person('lukas.weber').account.id);
      },
    },
    // One password for many logins, most of which nobody has.
    {
      at: at(now, 11, 13.4),
      play: async () => {
        for (const name of random.some(COMMON_LOGINS, COMMON_LOGINS.length)) {
          const client = clientOf({
            userAgent: ATTACKER,
            ipAddress: '203.0.113.147',
            secret: undefined,
            token: undefined,
          });
          await refusedFor(services.signIn.signIn({ login: name, password: 'Welcome2026' }, client));
          clock.advance(random.between(4, 15) * SECOND);
        }
      },
    },
    // A phone in the sea: codes are tried, the factors are reset, a new phone is set up.
    {
      at: at(now, 16, 8.2),
      play: async () => {
        const owner = person('chloe.moreau');
        await owner.mistypeCode();
        await owner.mistypeCode();
        clock.advance(20 * MINUTE);
        await askTwice();
        await services.twoFactor.reset(actor, owner.account.id);
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
        const owner = person('gergo.szabo');
        await askTwice();
        const { code } = await services.recoveryCodes.issue(actor, owner.account.id);
        clock.advance(3 * MINUTE);
        const client = clientOf({ ...owner.atWork, secret: undefined, token: undefined });
        const answer = await services.signIn.signIn({ login: owner.account.login, password }, client);
        if (answer.outcome !== 'second-factor-required')
          throw new Error('A second factor was to be asked for');
        const signedIn = await services.signIn.verifyCode(
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
        const owner = person('katharina.grosse');
        const session = await owner.signIn(owner.browsers.at(-1));
        const stolen = (await services.devices.listMany([owner.account.id])).find(
          ({ id }) => id !== session.deviceId,
        );
        const acting = { actor: session.actor, account: owner.account };
        if (stolen) await services.devices.remove(acting, stolen.id);
        await services.tokens.revokeOthers(session);
        await services.devices.untrustAll(session);
        Object.assign(owner.atWork, { secret: undefined, token: undefined });
      },
    },
    { at: at(now, 3, 9.3), play: () => preparePersonToShow(stage, person(NORMAL_PERSON)) },
    { at: now - MINUTES_AGO * MINUTE, play: () => guessAt('olena.kovalenko', ATTEMPTS_TO_THE_LONGEST_DELAY) },
    { at: now - 4 * MINUTE, play: () => person(NORMAL_PERSON).signIn() },
  ];
}

/** A Security page with something in every section. */
async function preparePersonToShow(stage: Stage, person: Person): Promise<void> {
  const { services } = stage;
  const session = (await person.session()) ?? (await person.signIn());
  person.backupCodes = await services.backupCodes.generate(session);
  if (person.appPasswords.length === 0) await addPrograms(stage, person, session);
  await services.devices.rename(session, session.deviceId, 'Office computer');
  for (const browser of person.browsers.slice(1)) await person.signIn(browser, 1);
}

export const actorOf = ({ account, atWork }: Person) => ({
  id: account.id,
  login: account.login,
  ipAddress: atWork.ipAddress,
});

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
