import { DAY, MINUTE } from '../../server/platform/clock.js';
import { FLAG } from '../support/attestation.js';
import { browsersOf } from './browsers.js';
import { at, atWork, inTheEvening, inTheMorning, isWeekend, midnight } from './calendar.js';
import { LOCKED_PERSON, NORMAL_PERSON, type Part, PLAYED } from './cast.js';
import { Person, type Stage } from './person.js';
import type { Session } from '../../server/platform/acting/session.js';
import type { Locale } from '../../server/platform/locale.js';

/** Something that happens at a moment. */
export interface Scene {
  at: number;
  play(): Promise<unknown>;
}

// A few more than are shown, or all would sign in anew on the first of them.
const DAYS = 37;
const SYNCED = FLAG.BE | FLAG.BS;
const MODELS = [
  { name: 'YubiKey', aaguid: '2fc0579f-8113-47ea-b116-bb5a8db9202a', flags: 0 },
  { name: 'Laptop', aaguid: '08987058-cadc-4b81-b6e1-30de50dcbe96', flags: 0 },
  { name: 'iPhone', aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd', flags: SYNCED },
  { name: 'Pixel', aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4', flags: SYNCED },
  { name: '1Password', aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d', flags: SYNCED },
];
const PROGRAMS: [name: string, scopes: string[]][] = [
  ['Thunderbird', ['imap', 'smtp']],
  ['Mail on my phone', ['imap', 'smtp']],
  ['Calendar on my phone', ['dav']],
  ['Outlook', ['imap', 'smtp']],
  ['DAVx⁵', ['dav']],
];

/** The days of one person, from their first on. `people` learns who they are once they have an account. */
export function everydayOf(
  stage: Stage,
  part: Part,
  administrator: Person,
  people: Map<string, Person>,
  now: number,
): Scene[] {
  const { services, random } = stage;
  const { login, name, role } = part;
  const self = (): Person => {
    const person = people.get(login);
    if (!person) throw new Error(`${login} has no account yet`);
    return person;
  };
  const joined = at(now, part.joined, random.between(8, 10));
  const firstDay = joined + random.between(1, 5) * 60 * MINUTE;
  const scenes: Scene[] = [
    {
      at: joined,
      async play() {
        const { password } = stage;
        const account = await services.newAccounts.create(await administrator.presentSession(), {
          login,
          password,
          passwordMustChange: false,
          displayName: name,
          role,
        });
        const browsers = PLAYED.includes(login) ? browsersOf(random, 2) : browsersOf(random);
        people.set(login, new Person(stage, account, browsers));
        if (login !== NORMAL_PERSON && !random.chance(0.6)) return;
        const email = `${login}@example.org`;
        await services.contacts.update(await administrator.presentSession(), account.id, {
          email,
          locale: localeOf(name),
        });
      },
    },
    { at: firstDay, play: () => self().signIn() },
  ];
  if (part.factors !== 'none') {
    const enrolled =
      part.enrolled === undefined ? firstDay + 5 * MINUTE : at(now, part.enrolled, random.between(8, 15));
    scenes.push({ at: enrolled, play: async () => enrol(stage, self(), part) });
  }
  if (part.required !== undefined) {
    scenes.push({
      at: at(now, part.required, random.between(9, 15)),
      play: async () =>
        services.accounts.update(await administrator.presentSession(), self().account.id, {
          requireTwoFactor: true,
        }),
    });
  }
  const leaves = part.left === undefined ? now : at(now, part.left, 16);
  if (part.left !== undefined) {
    scenes.push({
      at: leaves,
      play: async () =>
        services.accounts.update(await administrator.presentSession(), self().account.id, { disabled: true }),
    });
  }
  // Who is locked out at the end has not been in since yesterday.
  const to = login === LOCKED_PERSON ? now - DAY : leaves;
  return [...scenes, ...visits(stage, self, { from: firstDay + DAY / 2, to, now })];
}

function visits(
  { random }: Stage,
  self: () => Person,
  { from, to, now }: { from: number; to: number; now: number },
): Scene[] {
  const holiday = random.between(-6, DAYS);
  const scenes: Scene[] = [];
  const plan = (moment: number, play: () => Promise<unknown>): void => {
    if (moment > from && moment < to) scenes.push({ at: moment, play });
  };
  for (let ago = DAYS; ago >= 0; ago--) {
    const day = midnight(now, ago);
    if (ago <= holiday && ago > holiday - 6) continue;
    if (isWeekend(day)) {
      if (random.chance(0.1)) plan(inTheEvening(day, random), () => self().visitFromHome());
      continue;
    }
    if (random.chance(0.85)) plan(atWork(day, random), () => self().visit());
    if (random.chance(0.2)) plan(inTheEvening(day, random), () => self().visitFromHome());
    if (random.chance(0.35)) plan(inTheMorning(day, random), () => self().fetchMail());
  }
  return scenes;
}

async function enrol(stage: Stage, person: Person, { factors }: Part): Promise<void> {
  const { services, random } = stage;
  const session = (await person.session()) ?? (await person.signIn());
  if (factors !== 'key') await person.setUpApp(session);
  if (factors !== 'app') await person.addKey(session, random.pick(MODELS));
  if (random.chance(0.65)) person.backupCodes = await services.backupCodes.generate(session, false);
  if (random.chance(0.4)) await addPrograms(stage, person, session);
}

export async function addPrograms(stage: Stage, person: Person, session: Session): Promise<void> {
  const { random } = stage;
  for (const [name, scopes] of random.some(PROGRAMS, random.whole(1, 2))) {
    await person.createAppPassword(session, name, scopes);
  }
}

/** Who is called like that may well have chosen this language, of those there are. */
function localeOf(name: string): Locale | null {
  if (/[őű]|^Zs/i.test(name)) return 'hu';
  if (/[а-яё](ов|ев|ин)а?$/.test(name)) return 'ru';
  if (/[äöüß]/i.test(name)) return 'de';
  if (/[éèêëçà]/i.test(name)) return 'fr';
  if (/[ñáíóú]/i.test(name)) return 'es';
  return / (de|van) /.test(name) ? 'nl' : null;
}
