import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../server/platform/clock.js';
import type { Client } from '../../support/client.js';
import { administrator, createAccount, PASSWORD, signedIn } from '../../support/flows.js';
import { MailRelay } from '../../support/mail-relay.js';
import { linkSentTo } from '../../support/mail-links.js';
import { startNotifyingServer, type TestServer } from '../../support/server.js';

const UPDATE_MY_CONTACT = 'mutation ($input: ContactInput!) { updateMyContact(input: $input) }';
const UPDATE_CONTACT =
  'mutation ($id: ID!, $input: ContactInput!) { updateContact(accountId: $id, input: $input) }';
const CONFIRM = 'mutation ($token: String!) { confirmContactAddress(token: $token) }';
const CONTACT = '{ me { email pendingEmail notificationAddress } }';

const relay = new MailRelay();
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  await relay.start();
  server = await startNotifyingServer(relay.url);
});
beforeEach(async () => {
  admin = await administrator(server);
  await send();
  relay.received.length = 0;
});
afterAll(async () => {
  await server.stop();
  await relay.stop();
});

const send = () => server.app.services.outbox.sendDue();
const mailsTo = async (address: string) => {
  await send();
  return relay.received.filter(({ to }) => to.includes(address)).map(({ mail }) => mail);
};
/** The token in the latest link that an address was sent. */
const tokenSentTo = async (address: string): Promise<string> => {
  await send();
  return linkSentTo(relay, address).split('/confirm-address#')[1]!;
};
async function accountOf(login: string) {
  const id = await createAccount(admin, login);
  const client = server.client();
  await signedIn(client, login);
  return { id, client };
}
const change = (client: Client, email: string | null) => client.code(UPDATE_MY_CONTACT, { input: { email } });

test('mail to an address nobody confirmed: none but the link, however much happens; then all of it', async () => {
  const { client } = await accountOf('unconfirmed');
  expect(await change(client, 'new@example.net')).toBeUndefined();
  expect(await client.data(CONTACT)).toEqual({
    me: { email: null, pendingEmail: 'new@example.net', notificationAddress: null },
  });
  await signedIn(server.client(), 'unconfirmed');
  const [link, ...more] = await mailsTo('new@example.net');
  expect(more).toEqual([]);
  expect(link!.subject).toBe('Latchkey: Confirm this address');

  const token = await tokenSentTo('new@example.net');
  // Whoever reads the mail need not be signed in where they read it.
  expect(await server.client().code(CONFIRM, { token })).toBeUndefined();
  expect(await client.data(CONTACT)).toEqual({
    me: { email: 'new@example.net', pendingEmail: null, notificationAddress: 'new@example.net' },
  });
  await client.data(
    'mutation { changePassword(currentPassword: "nine purple elephants dance", newPassword: "another long password") }',
  );
  const subjects = (await mailsTo('new@example.net')).map(({ subject }) => subject);
  expect(subjects).toContain('Latchkey: Your password was changed');
});

test('the address in use goes on being written to until the new one is confirmed, and is told then', async () => {
  const { client } = await accountOf('earlier@example.org');
  await change(client, 'later@example.net');
  const { id, login } = (await server.app.services.accounts.findByLogin('earlier@example.org'))!;
  const actor = { id, login, ipAddress: null };
  await server.app.services.audit.recordAlone({ action: 'password.changed', actor });
  expect((await mailsTo('earlier@example.org')).map(({ subject }) => subject)).toContain(
    'Latchkey: Your password was changed',
  );
  const token = await tokenSentTo('later@example.net');
  await server.client().data(CONFIRM, { token });
  for (const address of ['earlier@example.org', 'later@example.net']) {
    expect((await mailsTo(address)).at(-1)!.subject).toBe('Latchkey: Where you are notified was changed');
  }
});

test.each([
  ['its factors are reset', 'resetTwoFactor(accountId: $id) { id }'],
  ['it is disabled', 'updateAccount(id: $id, input: { disabled: true }) { id }'],
  ['its sessions are ended', 'revokeAccountTokens(accountId: $id)'],
  [
    'its password is set anew',
    'updateAccount(id: $id, input: { password: "what the owner has chosen", passwordMustChange: false }) { id }',
  ],
])('an address that a stolen session gave is not confirmed any more once %s', async (happens, mutation) => {
  const { id, client: thief } = await accountOf(`stolen before ${happens}`);
  const address = `thief-${id}@example.net`;
  await change(thief, address);
  const token = await tokenSentTo(address);
  await admin.data(`mutation ($id: ID!) { ${mutation} }`, { id });
  expect(await server.client().code(CONFIRM, { token })).toBe('CHALLENGE_EXPIRED');
  // Else the link to choose the password would be mailed there.
  await admin.data('mutation ($id: ID!) { updateAccount(id: $id, input: { disabled: false }) { id } }', {
    id,
  });
  const { issuePasswordLink } = await admin.data<{ issuePasswordLink: { sentTo: string | null } }>(
    'mutation ($id: ID!) { issuePasswordLink(accountId: $id) { sentTo } }',
    { id },
  );
  expect(issuePasswordLink.sentTo).toBeNull();
});

test('an address that an administrator gave outlasts that the person chooses a password, and confirms it then', async () => {
  const { id, client } = await accountOf('invited');
  await admin.data(UPDATE_CONTACT, { id, input: { email: 'invited@example.net' } });
  const token = await tokenSentTo('invited@example.net');
  await client.data(
    'mutation { changePassword(currentPassword: "nine purple elephants dance", newPassword: "another long password") }',
  );
  expect(await server.client().code(CONFIRM, { token })).toBeUndefined();
  expect(await client.data(CONTACT)).toMatchObject({ me: { email: 'invited@example.net' } });
});

test('an address that an administrator gives is confirmed by its reader, too', async () => {
  const { id, client } = await accountOf('helped');
  await admin.data(UPDATE_CONTACT, { id, input: { email: 'typo@example.net' } });
  expect(await client.data(CONTACT)).toMatchObject({ me: { email: null, notificationAddress: null } });
  expect((await mailsTo('typo@example.net')).map(({ subject }) => subject)).toEqual([
    'Latchkey: Confirm this address',
  ]);
});

test('a link is good once, for a day, and until another is sent or the address is given up', async () => {
  const { client } = await accountOf('links');
  await change(client, 'links@example.net');
  const voided = await tokenSentTo('links@example.net');
  await change(client, 'links@example.net');
  const token = await tokenSentTo('links@example.net');
  const confirm = (given: string) => server.client().code(CONFIRM, { token: given });
  expect(await confirm(voided)).toBe('CHALLENGE_EXPIRED');
  expect(await confirm(token.slice(1))).toBe('CHALLENGE_EXPIRED');
  const codes = await Promise.all([confirm(token), confirm(token)]);
  expect(codes.toSorted()).toEqual(['CHALLENGE_EXPIRED', undefined]);

  await change(client, 'given-up@example.net');
  const givenUp = await tokenSentTo('given-up@example.net');
  await change(client, null);
  expect(await confirm(givenUp)).toBe('CHALLENGE_EXPIRED');
  await change(client, 'too-late@example.net');
  const late = await tokenSentTo('too-late@example.net');
  server.clock.advance(DAY);
  expect(await confirm(late)).toBe('CHALLENGE_EXPIRED');
});

test('an account sends 5 links a day, and an address is sent 5, whichever accounts ask', async () => {
  const { client } = await accountOf('sender');
  const codes = [];
  for (let n = 0; n < 7; n++) codes.push(await change(client, `victim${n}@example.net`));
  expect(codes).toEqual([...Array<undefined>(5).fill(undefined), 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  const others = [];
  for (let n = 0; n < 7; n++)
    others.push(await change((await accountOf(`sender ${n}`)).client, 'one@example.net'));
  expect(others).toEqual([...Array<undefined>(5).fill(undefined), 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  expect(await mailsTo('one@example.net')).toHaveLength(5);
  server.clock.advance(DAY);
  const again = server.client();
  await signedIn(again, 'sender');
  expect(await change(again, 'victim9@example.net')).toBeUndefined();
});

const SETTLING = {
  'changing the password': (client: Client) =>
    client.data(
      `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "another long password") }`,
    ),
  'a reset of the factors': (_client: Client, id: string) =>
    admin.data('mutation ($id: ID!) { resetTwoFactor(accountId: $id) { id } }', { id }),
  'ending all its tokens': (_client: Client, id: string) =>
    admin.data('mutation ($id: ID!) { revokeAccountTokens(accountId: $id) }', { id }),
};

test.each(Object.entries(SETTLING))(
  'an address that a stolen session has asked for is given up by %s, else links would be mailed there',
  async (how, act) => {
    const login = how.replaceAll(' ', '-');
    const { id, client } = await accountOf(login);
    await change(client, `thief-of-${login}@example.net`);
    const token = await tokenSentTo(`thief-of-${login}@example.net`);
    await act(client, id);
    expect(await server.client().code(CONFIRM, { token })).toBe('CHALLENGE_EXPIRED');
    const again = server.client();
    await signedIn(again, login, how === 'changing the password' ? 'another long password' : PASSWORD);
    expect(await again.data(CONTACT)).toMatchObject({ me: { email: null, pendingEmail: null } });
  },
);

test('an address that an administrator gives outlasts the password that is chosen meanwhile', async () => {
  const { id } = await accountOf('newcomer');
  await admin.data(UPDATE_CONTACT, { id, input: { email: 'newcomer@example.net' } });
  const { issuePasswordLink: link } = await admin.data<{ issuePasswordLink: { token: string } }>(
    'mutation ($id: ID!) { issuePasswordLink(accountId: $id, byMail: false) { token } }',
    { id },
  );
  await server
    .client()
    .data(
      'mutation ($token: String!) { setPasswordByLink(token: $token, newPassword: "another long password") }',
      { token: link.token },
    );
  const token = await tokenSentTo('newcomer@example.net');
  expect(await server.client().code(CONFIRM, { token })).toBeUndefined();
});

test('the token is in no table, no audit row and no log line', async () => {
  const { client } = await accountOf('kept');
  await change(client, 'kept@example.net');
  const { manager, dataSource } = server.app.database;
  const dump = async () => {
    let all = '';
    for (const { target } of dataSource.entityMetadatas) all += JSON.stringify(await manager.find(target));
    return all + server.logLines.join('\n');
  };
  const before = await dump();
  const token = await tokenSentTo('kept@example.net');
  expect(before + (await dump())).not.toContain(token);
  server.clock.advance(MINUTE);
});
