import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account } from '../../../server/accounts/account.entity.js';
import { MINUTE, SECOND } from '../../../server/platform/clock.js';
import { MailPace } from '../../../server/events/notifications/mail-pace.entity.js';
import { OCCASIONS } from '../../../server/events/notifications/occasions.js';
import { FLAG } from '../../support/attestation.js';
import { SoftAuthenticator } from '../../support/authenticator.js';
import { createAppPassword } from '../../support/backends.js';
import type { Client } from '../../support/client.js';
import {
  administrator,
  backupCodes,
  challengeFor,
  PASSWORD,
  protectedAccount,
  setUpApp,
  SIGN_IN,
  signInWithCode,
  updateSettings,
  VERIFY_BACKUP_CODE,
  VERIFY_CODE,
} from '../../support/flows.js';
import { linkSentTo } from '../../support/mail-links.js';
import { MailRelay } from '../../support/mail-relay.js';
import {
  BEGIN_AUTOMATIC,
  call,
  FINISH_AUTOMATIC,
  keyChallenge,
  registerKey,
  VERIFY_KEY,
} from '../../support/security-keys.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';
import { appCode } from '../../support/totp.js';

const relay = new MailRelay();
let server: TestServer;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url, {
    ISSUER: 'Example Mail',
    THROTTLE_ACCOUNT_ATTEMPTS: '2',
  });
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

interface Owner {
  login: string;
  id: string;
  secret: string;
  /** Signed in, with an authenticator app set up. */
  client: Client;
  admin: Client;
}

const forget = async ({ admin, login }: Owner): Promise<void> => {
  await updateSettings(admin, { allowPasswordResetByMail: true });
  await server.client().data('mutation ($login: String!) { requestPasswordReset(login: $login) }', { login });
  await server.app.services.laterWrites.settle();
};

const registered = async ({ client }: Owner) => {
  const authenticator = new SoftAuthenticator(server.url);
  const { id } = await registerKey(client, authenticator, 'Blue key');
  return { authenticator, id };
};
const withBackupCode = async ({ login }: Owner, code: string) => {
  const { challenge } = await challengeFor(server.client(), login);
  await server.client().data(VERIFY_BACKUP_CODE, { challenge, code });
};
const issueRecoveryCode = async ({ admin, id }: Owner): Promise<string> => {
  const issued = await admin.data<{ issueRecoveryCode: { code: string } }>(
    'mutation ($id: ID!) { issueRecoveryCode(accountId: $id) { code } }',
    { id },
  );
  return issued.issueRecoveryCode.code;
};

const issueBypassCode = async ({ admin, id }: Owner): Promise<string> => {
  const issued = await admin.data<{ issueBypassCode: { code: string } }>(
    'mutation ($id: ID!) { issueBypassCode(accountId: $id) { code } }',
    { id },
  );
  return issued.issueBypassCode.code;
};

const passwordLink = async ({ admin, id }: Owner): Promise<string> => {
  const issued = await admin.data<{ issuePasswordLink: { token: string } }>(
    'mutation ($id: ID!) { issuePasswordLink(accountId: $id, byMail: false) { token } }',
    { id },
  );
  return issued.issuePasswordLink.token;
};

/** What happens, as the audit log names it; what leads there; what is told then; what happens. */
type Row = [
  action: string,
  before: (owner: Owner) => unknown,
  subjects: string[],
  act: (owner: Owner, before: never) => Promise<unknown>,
];
const row = <T>(
  action: string,
  before: (owner: Owner) => Promise<T> | undefined,
  subjects: string[],
  act: (owner: Owner, before: T) => Promise<unknown>,
): Row => [action, before, subjects, act];
const nothing = () => undefined;
const NEW_DEVICE = 'Sign-in on a new device';

const ROWS: Row[] = [
  row('sign_in.succeeded', nothing, [NEW_DEVICE], ({ login, secret }) =>
    signInWithCode(server, server.client(), login, secret),
  ),
  row('second_factor.failed', nothing, ['Someone entered your password'], async ({ login }) => {
    const { challenge } = await challengeFor(server.client(), login);
    for (let attempt = 1; attempt <= 5; attempt++) {
      await server.client().code(VERIFY_CODE, { challenge, code: '00000' });
      server.clock.advance(10 * SECOND);
    }
  }),
  row('account.locked', nothing, ['Sign-in temporarily locked'], async ({ login }) => {
    for (let attempt = 1; attempt <= 12; attempt++) {
      server.clock.advance(60 * MINUTE);
      await server.client().code(SIGN_IN, { login, password: 'wrong password entirely' });
    }
  }),
  row('authenticator_app.enabled', nothing, ['An authenticator app: added'], ({ client }) =>
    setUpApp(server, client),
  ),
  row('authenticator_app.disabled', nothing, ['An authenticator app: removed'], ({ client }) =>
    client.data('mutation { disableAuthenticatorApp { enabled } }'),
  ),
  row('security_key.added', nothing, ['A security key or passkey: added'], registered),
  row(
    'security_key.added',
    ({ admin }) => updateSettings(admin, { offerPasskeys: 'SAVE' }),
    ['A passkey was saved'],
    async ({ client }) => {
      const authenticator = new SoftAuthenticator(server.url);
      const response = await authenticator.create(await call(client, BEGIN_AUTOMATIC), { flags: FLAG.BE });
      await call(client, FINISH_AUTOMATIC, { name: 'Manager', response });
    },
  ),
  row('security_key.removed', registered, ['A security key or passkey: removed'], ({ client }, { id }) =>
    client.data('mutation ($id: ID!) { removeSecurityKey(id: $id) { __typename } }', { id }),
  ),
  row(
    'security_key.counter_regressed',
    registered,
    ['A security key may have been copied'],
    async ({ login }, { authenticator }) => {
      for (const signCount of [42, 7]) {
        const client = server.client();
        const { challenge, options } = await keyChallenge(client, login);
        const response = authenticator.get(options, { signCount });
        await client.code(VERIFY_KEY, { challenge, response });
        if (signCount === 42) await forgetMail();
      }
    },
  ),
  row(
    'security_key.eligibility_changed',
    registered,
    ['A passkey no longer looks like itself'],
    async ({ login }, { authenticator }) => {
      const client = server.client();
      const { challenge, options } = await keyChallenge(client, login);
      const response = authenticator.get(options, { flags: FLAG.UP | FLAG.UV | FLAG.BE });
      await client.code(VERIFY_KEY, { challenge, response });
    },
  ),
  row('backup_codes.generated', nothing, ['Backup codes: added'], ({ client }) => backupCodes(client)),
  row(
    'backup_codes.removed',
    ({ client }) => backupCodes(client),
    ['Backup codes: removed'],
    ({ client }) => client.data('mutation { removeBackupCodes { enabled } }'),
  ),
  row(
    'backup_code.used',
    ({ client }) => backupCodes(client),
    ['A backup code was used', NEW_DEVICE],
    (owner, [code]) => withBackupCode(owner, code!),
  ),
  row(
    'backup_code.used',
    async (owner) => {
      const codes = await backupCodes(owner.client);
      for (const code of codes.slice(0, 6)) await withBackupCode(owner, code);
      return codes[6]!;
    },
    ['Only 3 backup codes left', NEW_DEVICE],
    withBackupCode,
  ),
  row('recovery_code.issued', nothing, ['A recovery code was issued'], issueRecoveryCode),
  row(
    'recovery_code.used',
    issueRecoveryCode,
    ['A recovery code was used', NEW_DEVICE],
    async ({ login }, code) => {
      const { challenge } = await challengeFor(server.client(), login);
      const verify = VERIFY_CODE.replace('verifyAuthenticatorCode', 'verifyRecoveryCode');
      await server.client().data(verify.replace(/, \$?trustDevice: [$\w]+/g, ''), { challenge, code });
    },
  ),
  row('bypass_code.issued', nothing, ['A temporary code was issued'], issueBypassCode),
  row(
    'bypass_code.used',
    issueBypassCode,
    ['A temporary code was used', NEW_DEVICE],
    async ({ login }, code) => {
      const { challenge } = await challengeFor(server.client(), login);
      const verify = VERIFY_CODE.replace('verifyAuthenticatorCode', 'verifyBypassCode');
      await server.client().data(verify.replace(/, \$?trustDevice: [$\w]+/g, ''), { challenge, code });
    },
  ),
  row('app_password.created', nothing, ['An app password: added'], ({ client }) =>
    createAppPassword(client, ['imap']),
  ),
  row('two_factor.disabled', nothing, ['Two-factor authentication: removed'], ({ client }) =>
    client.data('mutation { disableTwoFactor { enabled } }'),
  ),
  row('two_factor.reset', nothing, ['Two-factor authentication was reset'], ({ admin, id }) =>
    admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id }),
  ),
  row('lost_factor.removed', registered, ['A lost second factor was removed'], ({ admin, id }, key) =>
    admin.data(
      'mutation ($id: ID!, $key: ID!) { removeLostFactor(accountId: $id, method: SECURITY_KEY, id: $key) { id } }',
      { id, key: key.id },
    ),
  ),
  row(
    'two_factor.reminded',
    async ({ admin, id, client }) => {
      await client.data('mutation { disableAuthenticatorApp { enabled } }');
      await admin.data(
        'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true }) { id } }',
        { id },
      );
    },
    ['Set up your second factor'],
    ({ admin, id }) =>
      admin.data('mutation ($id: ID!) { applyToAccounts(ids: [$id], action: REMIND_TO_ENROL) { done } }', {
        id,
      }),
  ),
  row('account.tokens_revoked', nothing, ['Your account was signed out everywhere'], ({ admin, id }) =>
    admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id }),
  ),
  row(
    'account.reported_compromised',
    ({ id }) => server.app.database.transaction((tx) => server.app.services.reports.open(tx, id, null)),
    ['Your account was locked'],
    async (_owner, linkId) => {
      const link = await server.app.services.reports.addressForMail(linkId);
      await server.client().data('mutation ($token: String!) { reportCompromise(token: $token) }', {
        token: link!.split('#')[1],
      });
    },
  ),
  row('account.updated', nothing, ['Your account was disabled'], ({ admin, id }) =>
    admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: true }) { id } }', { id }),
  ),
  row('password.changed', nothing, ['Your password was changed'], ({ client }) =>
    client.data(
      `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "quite another password") }`,
    ),
  ),
  row('password_link.issued', nothing, ['Choose your password'], ({ admin, id }) =>
    admin.data('mutation ($id: ID!) { issuePasswordLink(accountId: $id) { sentTo } }', { id }),
  ),
  row('password.set_by_link', passwordLink, ['Your password was changed'], (_owner, token) =>
    server
      .client()
      .data(
        'mutation ($token: String!) { setPasswordByLink(token: $token, newPassword: "quite another password") }',
        { token },
      ),
  ),
  row('password.reset_requested', nothing, ['Reset your password'], forget),
  row(
    'password.reset_requested',
    ({ id, login: directoryKey }) =>
      server.app.database.manager.update(Account, { id }, { passwordHash: null, directoryKey }),
    ['Your password is not kept here'],
    forget,
  ),
  row(
    'password.reset_by_mail',
    async (owner) => {
      await forget(owner);
      await server.app.services.outbox.sendDue();
      return linkSentTo(relay, owner.login).split('#')[1];
    },
    ['Your password was changed'],
    ({ secret }, token) =>
      server.client().data(
        `mutation ($token: String!, $code: String!) {
          resetPasswordByMail(token: $token, newPassword: "quite another password", code: $code)
        }`,
        { token, code: appCode(secret, server.clock.now()) },
      ),
  ),
  row('account.updated', nothing, ['An administrator set your password'], ({ admin, id }) =>
    admin.data(
      'mutation ($id: ID!) { updateAccount(id: $id, input: { password: "set by the boss" }) { id } }',
      { id },
    ),
  ),
  row('account.updated', nothing, ['Your login was changed'], ({ admin, id, login }) =>
    admin.data(
      'mutation ($id: ID!, $login: String!) { updateAccount(id: $id, input: { login: $login }) { id } }',
      { id, login: `new-${login}` },
    ),
  ),
  row(
    'account.updated',
    nothing,
    ['An administrator set your password', 'You are now an administrator'],
    ({ admin, id }) =>
      admin.data(
        'mutation ($id: ID!) { updateAccount(id: $id, input: { role: ADMIN, password: "set by the boss" }) { id } }',
        { id },
      ),
  ),
  row(
    'account.updated',
    ({ admin, id }) =>
      admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { role: ADMIN }) { id } }', { id }),
    ['You are no longer an administrator'],
    ({ admin, id }) =>
      admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { role: USER }) { id } }', { id }),
  ),
  row('account.contact_changed', nothing, ['Where you are notified was changed'], ({ client }) =>
    client.data('mutation { updateMyContact(input: { locale: EN }) }'),
  ),
];

/** And that there was any: the next of each kind goes at once. */
async function forgetMail(): Promise<void> {
  await server.app.services.outbox.sendDue();
  await server.app.database.manager.clear(MailPace);
  relay.received.length = 0;
}

test('nothing that people are told of is untried here', () => {
  expect([...new Set(ROWS.map(([action]) => action))].toSorted()).toEqual(Object.keys(OCCASIONS).toSorted());
});

test.each(ROWS)('%s is told by mail', async (action, before, subjects, act) => {
  const admin = await administrator(server);
  const login = `${action}.${randomUUID().slice(0, 8)}@example.org`;
  const owner: Owner = { login, admin, ...(await protectedAccount(server, admin, login)) };
  const prepared = await before(owner);
  await forgetMail();
  await act(owner, prepared as never);
  await server.app.services.outbox.sendDue();
  const told = relay.received.filter(({ to }) => to.includes(login));
  expect(told.map(({ mail }) => mail.subject!.replace('Example Mail: ', '')).toSorted()).toEqual(subjects);
  for (const { mail } of told) expect(mail.text).toContain(login);
  const { auditEvents } = await (
    await administrator(server)
  ).data<{ auditEvents: { total: number } }>(
    'query ($id: ID!, $action: String!) { auditEvents(filter: { accountId: $id, action: $action }) { total } }',
    { id: owner.id, action },
  );
  expect(auditEvents.total).toBeGreaterThan(0);
});
