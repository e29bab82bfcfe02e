import { text } from 'node:stream/consumers';
import { Option } from '@commander-js/extra-typings';
import type { IssuedPasswordLink } from '../accounts/password-links/password-links.service.js';
import type { NewAccount } from '../accounts/new-accounts.service.js';
import type { Services } from '../app/services.js';
import { groupsNamed, ROLE_NAMES, roleNamed } from './roles.js';
import { accountNamed, ACTOR, type Family, type Result, table, wholeNumber } from './command.js';

export const accountCommands: Family = (program, { input, onServices }) => {
  program
    .command('account:create')
    .summary('creates an account')
    .description(
      'Creates an account, and shows a link by which the person chooses the password. A password that is given on standard input must be changed at the first sign-in.',
    )
    .argument('<login>')
    .option('--admin', 'make the person an administrator: as --role admin')
    .addOption(new Option('--role <role>', 'what the person may do').choices(ROLE_NAMES))
    .option('--groups <names...>', 'the groups whose accounts the role is for, rather than all')
    .option('--display-name <name>', 'what the person is called')
    .option('--password-stdin', 'read a password from standard input')
    .action((login, { admin, role = admin ? 'admin' : 'user', groups, displayName, passwordStdin }) =>
      onServices(async (services) => {
        const newcomer = {
          login,
          displayName: displayName ?? null,
          role: roleNamed(role),
          administersGroups: await groupsNamed(services, groups),
        };
        return passwordStdin ? createWithPassword(services, newcomer, input) : invite(services, newcomer);
      }),
    );

  program
    .command('account:list')
    .summary('lists accounts, 100 a page')
    .description('Lists accounts, 100 a page.')
    .option('--search <text>', 'only those whose login or name begins with this')
    .option('--page <n>', 'which page, from 1', wholeNumber, 1)
    .action(({ search, page }) => onServices((services) => listAccounts(services, search, page)));

  program
    .command('account:unlock')
    .summary('lets someone try again after too many failures')
    .description('Lets password and codes be tried again after too many failures.')
    .argument('<login>')
    .action((login) => onServices((services) => unlockAccount(services, login)));

  program
    .command('password-link:issue')
    .summary('issues a link to choose another password')
    .description(
      'Issues a link to choose another password. It is shown once, and good once and for 24 hours.',
    )
    .argument('<login>')
    .action((login) => onServices((services) => issuePasswordLink(services, login)));

  program
    .command('tokens:revoke')
    .summary('signs an account, or everyone, out everywhere')
    .description(
      'Signs an account, or everyone, out everywhere. Servers that run follow --everyone within 2 seconds.',
    )
    .argument('[login]')
    .option('--everyone', 'everyone instead of one account')
    .action((login, { everyone = false }, command) => {
      if ((login === undefined) !== everyone) command.error('error: name an account, or say --everyone');
      return onServices((services) =>
        login === undefined ? revokeAllTokens(services) : revokeTokens(services, login),
      );
    });
};

type Newcomer = Pick<NewAccount, 'login' | 'displayName' | 'role' | 'administersGroups'>;

async function createWithPassword(
  { newAccounts }: Services,
  newcomer: Newcomer,
  input: NodeJS.ReadableStream,
): Promise<Result> {
  const password = (await text(input)).replace(/\r?\n$/, '');
  const { id, login, role } = await newAccounts.create(ACTOR, { ...newcomer, password });
  return {
    data: { id, login, role },
    lines: [`Created ${login} (${role}). The password must be changed at the first sign-in.`],
  };
}

async function invite({ passwordLinks }: Services, newcomer: Newcomer): Promise<Result> {
  const { account, link } = await passwordLinks.invite(ACTOR, newcomer, false);
  const { id, login, role } = account;
  return {
    data: { id, login, role, passwordLink: described(link) },
    lines: [`Created ${login} (${role}).`, lineFor(login, link)],
  };
}

/** For a person who has forgotten the password, or let the first link expire. */
async function issuePasswordLink(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  const link = await services.passwordLinks.issue(ACTOR, id, false);
  return { data: { id, login, passwordLink: described(link) }, lines: [lineFor(login, link)] };
}

const described = ({ url, token, expiresAt }: IssuedPasswordLink) => ({
  url,
  token,
  expiresAt: new Date(expiresAt).toISOString(),
});

const lineFor = (login: string, { url, expiresAt }: IssuedPasswordLink): string =>
  `Link by which ${login} chooses a password, good once until ${new Date(expiresAt).toISOString()}: ${String(url)}`;

async function listAccounts(
  { accountList }: Services,
  search: string | undefined,
  page: number,
): Promise<Result> {
  const filter = search === undefined ? {} : { search };
  const { items, total } = await accountList.page(ACTOR, filter, { page, perPage: 100 });
  const rows = items.map(({ id, login, role, disabled, primaryFactors }) => ({
    id,
    login,
    role,
    disabled,
    twoFactorEnabled: primaryFactors !== 0,
  }));
  const lines = table(
    ['LOGIN', 'ROLE', 'PROTECTED BY', 'STATE'],
    rows.map(({ login, role, disabled, twoFactorEnabled }) => [
      login,
      role,
      twoFactorEnabled ? 'second factor' : 'password only',
      disabled ? 'disabled' : 'enabled',
    ]),
  );
  return { data: { items: rows, total }, lines: [...lines, `${rows.length} of ${total}`] };
}

async function unlockAccount(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  await services.accounts.unlock(ACTOR, id);
  return { data: { id, login }, lines: [`${login} is unlocked.`] };
}

async function revokeAllTokens({ settingsChanges }: Services): Promise<Result> {
  await settingsChanges.endAllSessions(ACTOR);
  return { data: { everyone: true }, lines: ['Everyone is signed out everywhere.'] };
}

async function revokeTokens(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  const revoked = await services.accounts.revokeTokens(ACTOR, id);
  return { data: { id, revoked }, lines: [`${login} is signed out everywhere.`] };
}
