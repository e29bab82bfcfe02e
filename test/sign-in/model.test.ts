import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../server/platform/clock.js';
import {
  administrator,
  backupCodes,
  createAccount,
  ME,
  PASSWORD,
  setUpApp,
  SIGN_IN,
  signIn,
  STEP,
  updateSettings,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../support/flows.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { appCode } from '../support/totp.js';

const RUNS = 15;
const COMMANDS = 20;
const SEED = 20_260_131;
const TOKEN_DAYS = 14;
const RESET = 'mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }';
const CHANGE_PASSWORD = `mutation ($currentPassword: String!, $newPassword: String!) {
  changePassword(currentPassword: $currentPassword, newPassword: $newPassword)
}`;

/** What policy knows: written without a look at how the server does it. */
interface Model {
  password: string;
  protected: boolean;
  trustedUntil: number;
  trustDays: number;
  disabled: boolean;
  challenge: { until: number; attempts: number } | null;
  /** When each token ends, in the order in which they came; 0: dead. And whether the password is all it proved. */
  tokens: { until: number; passwordOnly: boolean }[];
}

/** What the person and his app hold. */
interface Real {
  id: string;
  login: string;
  app: string;
  usedCode: string | null;
  codes: string[];
  usedBackupCodes: string[];
  deviceToken: string | undefined;
  challenge: string;
  tokens: string[];
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const now = (): number => server.clock.now();
const app = (bearer?: string) => server.client({ origin: null, ...(bearer !== undefined && { bearer }) });

function came(
  model: Model,
  real: Real,
  { token, deviceToken }: { token: string; deviceToken: string },
  passwordOnly: boolean,
): void {
  model.tokens.push({ until: now() + TOKEN_DAYS * DAY, passwordOnly });
  real.tokens.push(token);
  // Each new device is another one: an app keeps the latest.
  real.deviceToken = deviceToken;
}

const endTokens = (model: Model, except?: number): void => {
  for (const [index, token] of model.tokens.entries()) if (index !== except) token.until = 0;
};

/** A token is worth what was proved for it, whatever is switched off meanwhile. */
const lives = (model: Model, { until, passwordOnly }: Model['tokens'][number]): boolean =>
  until > now() && !(passwordOnly && model.protected && !model.disabled);

type Command = fc.AsyncCommand<Model, Real>;
const command = (name: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  async run(model, real) {
    await run(model, real);
    for (const [index, token] of real.tokens.entries()) {
      const { me } = await app(token).data<{ me: object | null }>(ME);
      expect(me !== null, `token ${index} lives`).toBe(lives(model, model.tokens[index]!));
    }
  },
  toString: () => name,
});

const signingIn = (right: boolean, known: boolean): Command =>
  command(
    `sign in(${right ? 'right' : 'wrong'} password, ${known ? 'known' : 'new'} device)`,
    async (model, real) => {
      const password = right ? model.password : `${model.password}!`;
      const more = known && real.deviceToken !== undefined ? { deviceToken: real.deviceToken } : {};
      if (!right) {
        expect(await app().code(SIGN_IN, { login: real.login, password, ...more })).toBe(
          'INVALID_CREDENTIALS',
        );
        return;
      }
      const answer = await signIn(app(), real.login, password, more);
      const spared = 'deviceToken' in more && model.trustedUntil > now();
      const asked = model.protected && !model.disabled && !spared;
      expect(answer.__typename).toBe(asked ? 'SecondFactorRequired' : 'SignedIn');
      if (answer.__typename === 'SecondFactorRequired') {
        real.challenge = answer.challenge;
        model.challenge = { until: now() + 5 * MINUTE, attempts: 5 };
      } else {
        if (!('deviceToken' in more)) model.trustedUntil = 0;
        came(model, real, answer, !spared);
      }
    },
  );

type Code = 'right' | 'wrong' | 'used';

/** Step two; a token must come exactly when the code is good and the challenge is open. */
async function verify(
  model: Model,
  real: Real,
  given: { query: string; code: string; good: boolean; trustDevice: boolean },
): Promise<boolean> {
  const { query, code, trustDevice } = given;
  const open = model.challenge !== null && model.challenge.until > now() && model.challenge.attempts > 0;
  const { data } = await app().request<Record<string, { token: string; deviceToken: string }>>(query, {
    challenge: real.challenge,
    code,
    trustDevice,
  });
  const signedIn = data && Object.values(data)[0];
  const may = open && given.good && model.protected;
  // While two-factor is switched off, step two may be refused: the password is enough.
  if (!may || !model.disabled) expect(signedIn?.token !== undefined).toBe(may);
  if (model.challenge && !model.disabled) model.challenge.attempts -= 1;
  if (!signedIn) return false;
  model.challenge = null;
  model.trustedUntil = trustDevice ? now() + model.trustDays * DAY : 0;
  came(model, real, signedIn, false);
  return true;
}

const verifyingCode = (kind: Code, trustDevice: boolean): Command =>
  command(`verify(${kind} code${trustDevice ? ', trust' : ''})`, async (model, real) => {
    const fresh = appCode(real.app, now());
    const codes = {
      right: fresh,
      wrong: fresh === '000000' ? '000001' : '000000',
      used: real.usedCode ?? '000000',
    };
    const given = { query: VERIFY_CODE, code: codes[kind], good: kind === 'right', trustDevice };
    if (await verify(model, real, given)) {
      real.usedCode = fresh;
      // The next code is a new one, and the used one still in the window.
      server.clock.advance(STEP);
    }
  });

const verifyingBackupCode = (kind: Code): Command =>
  command(`verify(${kind} backup code)`, async (model, real) => {
    const wrong = 'aaaa-aaaa-aaaa';
    const codes = { right: real.codes[0] ?? wrong, wrong, used: real.usedBackupCodes[0] ?? wrong };
    const good = kind === 'right' && real.codes.length > 0;
    const given = { query: VERIFY_BACKUP_CODE, code: codes[kind], good, trustDevice: false };
    if (await verify(model, real, given)) real.usedBackupCodes.unshift(real.codes.shift()!);
  });

const lastAlive = (model: Model): number => model.tokens.findLastIndex((token) => lives(model, token));

const commands: Command[] = [
  signingIn(true, true),
  signingIn(true, true),
  signingIn(true, false),
  signingIn(false, true),
  verifyingCode('right', false),
  verifyingCode('right', true),
  verifyingCode('right', true),
  verifyingCode('wrong', true),
  verifyingCode('used', true),
  verifyingBackupCode('right'),
  verifyingBackupCode('wrong'),
  verifyingBackupCode('used'),
  command('untrust', async (model, real) => {
    const index = lastAlive(model);
    if (index < 0) return;
    await app(real.tokens[index]).data('mutation { untrustAllDevices { id } }');
    model.trustedUntil = 0;
  }),
  command('sign out', async (model, real) => {
    const index = lastAlive(model);
    if (index < 0) return;
    await app(real.tokens[index]).data('mutation { signOut }');
    model.tokens[index]!.until = 0;
  }),
  command('change the password', async (model, real) => {
    const index = lastAlive(model);
    if (index < 0) return;
    const newPassword = `${PASSWORD} ${now()} ${model.tokens.length}`;
    const values = { currentPassword: model.password, newPassword };
    const code = await app(real.tokens[index]).code(CHANGE_PASSWORD, values);
    // A session that is too old, or of a spared device, must be proved first.
    expect([undefined, 'REAUTHENTICATION_REQUIRED']).toContain(code);
    if (code !== undefined) return;
    endTokens(model, index);
    Object.assign(model, { password: newPassword, trustedUntil: 0, challenge: null });
  }),
  command('reset by an administrator', async (model, real) => {
    await (await administrator(server)).data(RESET, { id: real.id });
    endTokens(model);
    Object.assign(model, { protected: false, trustedUntil: 0, challenge: null });
  }),
  ...[0, 30].map((trustDays) =>
    command(`trust for ${trustDays} days`, async (model) => {
      await updateSettings(await administrator(server), { trustDevicesForDays: trustDays });
      model.trustDays = trustDays;
      if (trustDays === 0) model.trustedUntil = 0;
      server.clock.advance(1000);
    }),
  ),
  ...[true, false, false].map((disabled) =>
    command(disabled ? 'switch off' : 'switch on', async (model) => {
      await updateSettings(await administrator(server), { disabled });
      model.disabled = disabled;
      server.clock.advance(1000);
    }),
  ),
  ...[6 * MINUTE, 15 * DAY].map((time) =>
    command(`wait ${time / MINUTE} minutes`, async () => {
      server.clock.advance(time);
      return Promise.resolve();
    }),
  ),
];

let people = 0;

/** A person with an app and backup codes, on a server with its settings as they were. */
async function begin(): Promise<{ model: Model; real: Real }> {
  const admin = await administrator(server);
  const settings = { disabled: false, trustDevicesForDays: 30, authTokenExpirationLifetimeDays: TOKEN_DAYS };
  await updateSettings(admin, settings);
  const login = `person ${++people}`;
  const id = await createAccount(admin, login);
  const first = await signIn(app(), login, PASSWORD);
  if (first.__typename !== 'SignedIn') throw new Error('A second factor was asked for');
  const secret = await setUpApp(server, app(first.token));
  const codes = await backupCodes(app(first.token));
  await app(first.token).data('mutation { signOut }');
  const held = { usedCode: null, usedBackupCodes: [], deviceToken: first.deviceToken, challenge: 'none' };
  return {
    real: { id, login, app: secret, codes, tokens: [], ...held },
    model: {
      password: PASSWORD,
      protected: true,
      trustedUntil: 0,
      trustDays: 30,
      disabled: false,
      challenge: null,
      tokens: [],
    },
  };
}

test('sign-in state machine: no sequence yields a token that policy does not give, or keeps one that is dead', async () => {
  const sequences = fc.commands(
    commands.map((one) => fc.constant(one)),
    { maxCommands: COMMANDS, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      const started = await begin();
      await fc.asyncModelRun(() => started, sequence);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 240_000);
