import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import type { SettingsPatch } from '../../../server/settings/declarations.js';
import {
  BEGIN_SETUP,
  CONFIRM_SETUP,
  PASSWORD,
  signIn,
  type SignedInAnswer,
  STEP,
  VERIFY_CODE,
} from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { appCode, secretFromUri } from '../../support/totp.js';

const RUNS = 40;
const ACTS_EACH = 30;
const SEED = 20_261_125;
const BY_TEST = { id: null, login: 'test', ipAddress: null };
const VERIFY_RECOVERY = VERIFY_CODE.replace('verifyAuthenticatorCode', 'verifyRecoveryCode').replace(
  /, \$trustDevice: Boolean|, trustDevice: \$trustDevice/g,
  '',
);
const CHANGE_PASSWORD = `mutation ($old: String!, $new: String!) {
  changePassword(currentPassword: $old, newPassword: $new)
}`;

/** What a session has proved, and what has been done about it. */
interface Session {
  token: string;
  device: string;
  signed: boolean;
  proved: 'password' | 'trusted then' | 'factor' | 'recovery code';
  issuedAt: number;
  until: number;
  ended: boolean;
  /** Once it has ended for good, and the server has said so. */
  seenEnded: boolean;
}

/** One account, and the policy: written without a look at how the server does it. */
interface World {
  id: string;
  login: string;
  password: string;
  role: 'USER' | 'ADMIN';
  singledOut: boolean;
  /** The secret of the app; null: none is set up. */
  app: string | null;
  /** The secret that proves the person's own device. */
  deviceToken: string | undefined;
  trustedUntil: Map<string, number>;
  sessions: Session[];
  disabled: boolean;
  demandedOf: 'NOBODY' | 'ADMINS' | 'EVERYONE';
  lifetime: number;
  trustDays: number;
  stored: boolean;
  /** Of the ended sessions, which is looked at next. */
  turn: number;
}

type Worth = 'full' | 'enrol' | 'ended';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const now = (): number => server.clock.now();
const client = (bearer?: string) => server.client({ origin: null, ...(bearer !== undefined && { bearer }) });

/** The rule. */
function worth(world: World, session: Session): Worth {
  const { app, disabled, demandedOf, role } = world;
  if (session.ended || now() >= Math.min(session.until, session.issuedAt + world.lifetime * DAY))
    return 'ended';
  if (app !== null && !disabled && session.proved === 'password') return 'ended';
  if (session.proved === 'recovery code') return 'enrol';
  const isDemanded =
    !disabled &&
    (world.singledOut || demandedOf === 'EVERYONE' || (demandedOf === 'ADMINS' && role === 'ADMIN'));
  return isDemanded && app === null ? 'enrol' : 'full';
}

async function found({ token }: Session): Promise<Worth> {
  const code = await client(token).code('{ myDevices { id } }');
  if (code === undefined) return 'full';
  return code === 'ENROLMENT_REQUIRED' ? 'enrol' : 'ended';
}

/** What has ended stays so, whatever the settings say later. */
const settle = (world: World): void => {
  for (const session of world.sessions) {
    if (now() >= Math.min(session.until, session.issuedAt + world.lifetime * DAY)) session.ended = true;
  }
};
const end = (world: World, which: (session: Session) => boolean): void => {
  for (const session of world.sessions) if (which(session)) session.ended = true;
};

async function setting(world: World, change: Partial<World>, patch: SettingsPatch): Promise<void> {
  settle(world);
  Object.assign(world, change);
  if (world.trustDays === 0) world.trustedUntil.clear();
  settle(world);
  await server.app.services.settingsChanges.update(BY_TEST, patch);
}

function came(world: World, answer: SignedInAnswer, proved: Session['proved']): void {
  world.sessions.push({
    token: answer.token,
    device: answer.device.id,
    signed: !world.stored,
    proved,
    issuedAt: now(),
    until: now() + world.lifetime * DAY,
    ended: false,
    seenEnded: false,
  });
}

const codeOf = (world: World): string => appCode(world.app!, now());

/** By the person, on their own device or a new one. */
async function signingIn(world: World, own: boolean, trustDevice: boolean): Promise<void> {
  const deviceToken = own ? world.deviceToken : undefined;
  const more = deviceToken === undefined ? {} : { deviceToken };
  const answer = await signIn(client(), world.login, world.password, more);
  if (answer.__typename === 'SignedIn') {
    const trusted = (world.trustedUntil.get(answer.device.id) ?? 0) > now();
    expect(world.app === null || world.disabled || trusted).toBe(true);
    came(world, answer, trusted && world.app !== null ? 'trusted then' : 'password');
    if (own) world.deviceToken = answer.deviceToken;
    return;
  }
  const values = { challenge: answer.challenge, code: codeOf(world), trustDevice };
  const data = await client().data<{ verifyAuthenticatorCode: SignedInAnswer }>(VERIFY_CODE, values);
  const { verifyAuthenticatorCode: signedIn } = data;
  if (trustDevice && world.trustDays > 0) {
    world.trustedUntil.set(signedIn.device.id, now() + world.trustDays * DAY);
  }
  came(world, signedIn, 'factor');
  if (own) world.deviceToken = signedIn.deviceToken;
  server.clock.advance(STEP);
}

type Act = (world: World, session: Session | undefined) => Promise<void>;

/** A mutation of a session: refused exactly when the session may not, unless it must first be proved again. */
const acting =
  (needs: 'enrol' | 'full', query: string, done: (world: World, session: Session) => void): Act =>
  async (world, session) => {
    if (!session) return;
    const before = worth(world, session);
    const code = await client(session.token).code(query.replace('$device', session.device));
    if (code === 'REAUTHENTICATION_REQUIRED') return;
    expect(code === undefined).toBe(before === 'full' || before === needs);
    if (code === undefined) done(world, session);
  };

const REMOVE = 'mutation { disableTwoFactor { enabled } }';
const removing = acting('full', REMOVE, (world) => {
  world.app = null;
  world.trustedUntil.clear();
});

const ACTS: Record<string, Act> = {
  'sign in': (world) => signingIn(world, true, false),
  'sign in, and trust': (world) => signingIn(world, true, true),
  'sign in elsewhere': (world) => signingIn(world, false, false),
  'somebody knows the password': async (world) => {
    const answer = await signIn(client(), world.login, world.password);
    const isAsked = world.app !== null && !world.disabled;
    expect(answer.__typename).toBe(isAsked ? 'SecondFactorRequired' : 'SignedIn');
    if (answer.__typename === 'SignedIn') came(world, answer, 'password');
  },
  'recovery code': async (world) => {
    if (world.app === null || world.disabled) return;
    const { code } = await server.app.services.recoveryCodes.issue(BY_TEST, world.id);
    const answer = await signIn(client(), world.login, world.password);
    if (answer.__typename !== 'SecondFactorRequired') throw new Error('No second factor was asked for');
    const values = { challenge: answer.challenge, code };
    const data = await client().data<{ verifyRecoveryCode: SignedInAnswer }>(VERIFY_RECOVERY, values);
    world.trustedUntil.clear();
    came(world, data.verifyRecoveryCode, 'recovery code');
  },
  enrol: async (world, session) => {
    if (!session) return;
    const before = worth(world, session);
    const { data, errors } = await client(session.token).request<{
      beginAuthenticatorAppSetup: { otpauthUri: string };
    }>(BEGIN_SETUP);
    const refusal = errors?.[0]?.extensions.code;
    if (before === 'ended') expect(refusal).toBe('UNAUTHENTICATED');
    else if (!world.disabled) expect([undefined, 'REAUTHENTICATION_REQUIRED']).toContain(refusal);
    if (!data || refusal !== undefined) return;
    const secret = secretFromUri(data.beginAuthenticatorAppSetup.otpauthUri);
    await client(session.token).data(CONFIRM_SETUP, { code: appCode(secret, now()) });
    world.app = secret;
    session.proved = 'factor';
    end(world, ({ proved }) => proved === 'password');
    server.clock.advance(STEP);
  },
  'remove the factor': async (world, session) => {
    if (session && world.disabled && world.app !== null) {
      const code = await client(session.token).code(REMOVE);
      expect(code === undefined, 'nobody can have proved it').toBe(false);
      return;
    }
    await removing(world, session);
  },
  'prove again': async (world, session) => {
    if (!session) return;
    const byFactor = world.app !== null && !world.disabled;
    const [name, value] = byFactor ? ['code', codeOf(world)] : ['password', world.password];
    const code = await client(session.token).code(
      `mutation ($value: String) { reauthenticate(${name}: $value) }`,
      { value },
    );
    expect(code === undefined).toBe(worth(world, session) !== 'ended');
    if (code === undefined && byFactor) session.proved = 'factor';
    if (byFactor) server.clock.advance(STEP);
  },
  'sign out': acting('enrol', 'mutation { signOut }', (world, session) => {
    end(
      world,
      (other) => other === session || (session.signed && other.signed && other.device === session.device),
    );
  }),
  'sign out all others': acting('full', 'mutation { revokeOtherTokens }', (world, session) => {
    end(world, (other) => other !== session);
  }),
  'sign out its device': acting(
    'full',
    'mutation { signOutDevice(id: "$device") { id } }',
    (world, { device }) => {
      end(world, (other) => other.device === device);
      world.trustedUntil.delete(device);
    },
  ),
  'untrust all': acting('full', 'mutation { untrustAllDevices { id } }', ({ trustedUntil }) =>
    trustedUntil.clear(),
  ),
  'change the password': async (world, session) => {
    if (!session) return;
    const before = worth(world, session);
    const values = {
      old: world.password,
      new: `another long secret ${randomBytes(9).toString('base64url')}`,
    };
    const code = await client(session.token).code(CHANGE_PASSWORD, values);
    if (code === 'REAUTHENTICATION_REQUIRED') return;
    expect(code === undefined).toBe(before === 'full');
    if (code !== undefined) return;
    world.password = values.new;
    end(world, (other) => other !== session);
    world.trustedUntil.clear();
  },
  reset: async (world) => {
    await server.app.services.twoFactor.reset(BY_TEST, world.id);
    world.app = null;
    world.trustedUntil.clear();
    end(world, () => true);
  },
  'end everyone’s sessions': async (world) => {
    await server.app.services.settingsChanges.endAllSessions(BY_TEST);
    end(world, () => true);
  },
  promote: async (world) => {
    world.role = world.role === 'USER' ? 'ADMIN' : 'USER';
    await server.app.services.accounts.update(BY_TEST, world.id, { role: world.role });
  },
  'single out': async (world) => {
    world.singledOut = !world.singledOut;
    await server.app.services.accounts.update(BY_TEST, world.id, { requireTwoFactor: world.singledOut });
  },
  'demand of nobody': (world) => setting(world, { demandedOf: 'NOBODY' }, { requireTwoFactor: 'NOBODY' }),
  'demand of administrators': (world) =>
    setting(world, { demandedOf: 'ADMINS' }, { requireTwoFactor: 'ADMINS' }),
  'demand of everyone': (world) =>
    setting(world, { demandedOf: 'EVERYONE' }, { requireTwoFactor: 'EVERYONE' }),
  'switch off or on': (world) => setting(world, { disabled: !world.disabled }, { disabled: !world.disabled }),
  'switch on': (world) => setting(world, { disabled: false }, { disabled: false }),
  'short lives': (world) => setting(world, { lifetime: 1 }, { authTokenExpirationLifetimeDays: 1 }),
  'long lives': (world) => setting(world, { lifetime: 14 }, { authTokenExpirationLifetimeDays: 14 }),
  'no trust': (world) => setting(world, { trustDays: 0 }, { trustDevicesForDays: 0 }),
  trust: (world) => setting(world, { trustDays: 30 }, { trustDevicesForDays: 30 }),
  'store or sign': (world) =>
    setting(world, { stored: !world.stored }, { storeAuthTokenInDB: !world.stored }),
  'clean up': async () => {
    await server.app.services.cleanUp.run();
  },
  ...Object.fromEntries(
    [11 * MINUTE, 1200 * MINUTE, 5 * DAY].map((time) => [
      `wait ${time / MINUTE} minutes`,
      () => Promise.resolve(server.clock.advance(time)),
    ]),
  ),
};

/** What others build on: without sessions, and a factor, most acts find nothing to do. */
const OFTEN = [
  'sign in',
  'somebody knows the password',
  'enrol',
  'switch off or on',
  'store or sign',
].flatMap((act) => [act, act, act]);
const ENROLLED = ['sign in', 'enrol'].map((act) => ({ act, of: 0 }));

let people = 0;
async function begin(): Promise<World> {
  await server.app.services.settingsChanges.update(BY_TEST, {
    disabled: false,
    requireTwoFactor: 'NOBODY',
    trustDevicesForDays: 30,
    authTokenExpirationLifetimeDays: 14,
    storeAuthTokenInDB: true,
  });
  const login = `person ${++people}`;
  const { id } = await server.app.services.newAccounts.create(BY_TEST, {
    login,
    password: PASSWORD,
    passwordMustChange: false,
  });
  const policy = {
    disabled: false,
    demandedOf: 'NOBODY',
    lifetime: 14,
    trustDays: 30,
    stored: true,
    turn: 0,
  } as const;
  const bare = { role: 'USER', singledOut: false, app: null, deviceToken: undefined } as const;
  return { id, login, password: PASSWORD, ...bare, trustedUntil: new Map(), sessions: [], ...policy };
}

/** Each that may still do something, or was so until now; of those that were seen to have ended, one in turn. */
async function compare(world: World, after: string): Promise<void> {
  const { sessions } = world;
  const inTurn = sessions[world.turn++ % Math.max(1, sessions.length)];
  for (const [index, session] of sessions.entries()) {
    if (session.seenEnded && session !== inTurn) continue;
    const expected = worth(world, session);
    expect(await found(session), `session ${index} after: ${after}`).toBe(expected);
    session.seenEnded = session.ended && expected === 'ended';
  }
}

test('sessions: no sequence leaves one with more than it proved, or ends one that may go on', async () => {
  const step = fc.record({ act: fc.constantFrom(...Object.keys(ACTS), ...OFTEN), of: fc.nat(5) });
  const steps = fc.array(step, { minLength: 5, maxLength: ACTS_EACH, size: 'max' });
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const world = await begin();
      for (const { act, of } of [...ENROLLED, ...sequence]) {
        const alive = world.sessions.filter((session) => worth(world, session) !== 'ended');
        // Now and then one that has ended tries all the same.
        const candidates = of === 5 ? world.sessions : alive;
        await ACTS[act]!(world, candidates.at(of % Math.max(1, candidates.length)));
        await compare(world, act);
        const listed = await server.app.services.tokens.list(world.id);
        const stored = world.sessions.filter((one) => !one.signed && worth(world, one) !== 'ended');
        expect(listed, `the list after: ${act}`).toHaveLength(stored.length);
      }
      for (const session of world.sessions) session.seenEnded = false;
      await compare(world, 'all of them');
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
}, 600_000);
