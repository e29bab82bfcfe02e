// Adds people to Latchkey, and removes them, for a panel. Each can be run again: what is so already stays as it is.
//
//   node provision.mjs add LOGIN NAME GROUP
//   node provision.mjs remove LOGIN
//
// LATCHKEY is where it is found, LATCHKEY_HEADER a file with “Authorization: Bearer lks_…”. The service account needs
// accounts:read, accounts:manage, groups:read and groups:manage.
import { readFileSync } from 'node:fs';

const { LATCHKEY = 'http://localhost:4000', LATCHKEY_HEADER = 'panel.header' } = process.env;
const authorization = readFileSync(LATCHKEY_HEADER, 'utf8')
  .trim()
  .replace(/^authorization: */i, '');

/** The data of an answer. Throws an error with the `code` of the refusal: schema/README.md has them all. */
async function ask(query, variables = {}) {
  const response = await fetch(new URL('graphql', `${LATCHKEY.replace(/\/$/, '')}/`), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw Object.assign(new Error(errors[0].message), { code: errors[0].extensions.code });
  return data;
}

async function accountOf(login) {
  const { accounts } = await ask(
    'query ($login: String) { accounts(filter: { search: $login }) { items { id login } } }',
    { login },
  );
  return accounts.items.find((account) => account.login.toLowerCase() === login.toLowerCase());
}

/** The person chooses a password by a link, and sets up a second factor at the first sign-in. */
async function createAccount(login, displayName) {
  const { createAccount: account } = await ask(
    `mutation ($input: CreateAccountInput!) {
      createAccount(input: $input) { id login passwordLink { token expiresAt } }
    }`,
    { input: { login, displayName } },
  );
  return account;
}

async function groupOf(name) {
  const find = 'query ($name: String) { groups(filter: { search: $name }) { items { id name } } }';
  const { groups } = await ask(find, { name });
  const found = groups.items.find((group) => group.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const create =
    'mutation ($name: String!) { createGroup(input: { name: $name, kind: MANUAL }) { id name } }';
  return (await ask(create, { name })).createGroup;
}

async function add(login, displayName, groupName) {
  const account = (await accountOf(login)) ?? (await createAccount(login, displayName));
  await ask(
    'mutation ($id: ID!) { updateAccount(id: $id, input: { requireTwoFactor: true, disabled: false }) { id } }',
    { id: account.id },
  );
  const group = await groupOf(groupName);
  const { addToGroup } = await ask(
    'mutation ($id: ID!, $accounts: [ID!]!) { addToGroup(id: $id, accountIds: $accounts) { done message } }',
    { id: group.id, accounts: [account.id] },
  );
  if (!addToGroup[0].done) throw new Error(addToGroup[0].message);
  console.log(`${login} is in ${group.name}, and needs a second factor.`);
}

async function remove(login) {
  const account = await accountOf(login);
  if (account) await ask('mutation ($id: ID!) { deleteAccount(id: $id) }', { id: account.id });
  console.log(`${login} is gone.`);
}

const [action, login, name, group] = process.argv.slice(2);
if (action === 'add' && group) await add(login, name, group);
else if (action === 'remove' && login) await remove(login);
else {
  console.error('node provision.mjs add LOGIN NAME GROUP | remove LOGIN');
  process.exitCode = 2;
}
