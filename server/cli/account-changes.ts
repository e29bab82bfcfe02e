import { text } from 'node:stream/consumers';
import { Argument } from '@commander-js/extra-typings';
import type { AccountChanges } from '../accounts/account-changes.js';
import type { Services } from '../app/services.js';
import type { AccountProfile, AccountRole } from '../platform/acting/account-profile.js';
import { grouped, randomLookupSecret } from '../platform/lookup-secret.js';
import { groupsNamed, ROLE_NAMES, roleNamed } from './roles.js';
import { accountNamed, ACTOR, type Family, type Result } from './command.js';

/** Of 31 characters each: some 119 bits. */
const PASSWORD_LENGTH = 24;

export const accountChangeCommands: Family = (program, { input, onServices }) => {
  program
    .command('account:set-password')
    .summary('gives an account another password')
    .description(
      'Gives an account another password, which must be changed at the next sign-in, and signs it out everywhere. It is generated, and shown this once, unless one is given on standard input.',
    )
    .argument('<login>')
    .option('--password-stdin', 'read the password from standard input')
    .action((login, { passwordStdin = false }) =>
      onServices((services) => setPassword(services, login, passwordStdin ? input : null)),
    );

  program
    .command('account:disable')
    .summary('keeps someone out')
    .description('Disables an account: it is signed out everywhere, and cannot sign in until it is enabled.')
    .argument('<login>')
    .action((login) => onServices((services) => setDisabled(services, login, true)));

  program
    .command('account:enable')
    .summary('lets someone in again')
    .description('Lets someone in again whose account was disabled.')
    .argument('<login>')
    .action((login) => onServices((services) => setDisabled(services, login, false)));

  program
    .command('account:role')
    .summary('says what someone may do: administer, help, look or none of it')
    .description(
      'Gives someone another role, for all accounts or for those of some groups. There is always one owner left, or where there is none, one administrator.',
    )
    .argument('<login>')
    .addArgument(new Argument('<role>').choices(ROLE_NAMES))
    .option('--groups <names...>', 'the groups whose accounts the role is for, rather than all')
    .action((login, role, { groups }) =>
      onServices((services) => setRole(services, login, roleNamed(role), groups)),
    );

  program
    .command('account:delete')
    .summary('deletes an account, with its factors and devices')
    .description('Deletes an account, with its factors, devices and app passwords. It cannot be undone.')
    .argument('<login>')
    .action((login) => onServices((services) => deleteAccount(services, login)));
};

const IS: Readonly<Record<AccountRole, string>> = {
  USER: 'is no administrator',
  AUDITOR: 'is an auditor',
  HELPDESK: 'is of the help desk',
  ADMIN: 'is an administrator',
  OWNER: 'is an owner',
};

/** What is generated is long, random and shown once; nothing is taken from the arguments, which others can read. */
async function setPassword(
  services: Services,
  typed: string,
  input: NodeJS.ReadableStream | null,
): Promise<Result> {
  const password =
    input === null ? grouped(randomLookupSecret(PASSWORD_LENGTH)) : (await text(input)).replace(/\r?\n$/, '');
  const { id, login } = await change(services, typed, { password });
  const told = 'It must be changed at the next sign-in, and all sessions have ended.';
  return input === null
    ? { data: { id, login, password }, lines: [`Password of ${login}, shown this once: ${password}`, told] }
    : { data: { id, login }, lines: [`${login} has another password. ${told}`] };
}

async function setDisabled(services: Services, typed: string, disabled: boolean): Promise<Result> {
  const { id, login } = await change(services, typed, { disabled });
  return {
    data: { id, login, disabled },
    lines: [disabled ? `${login} is disabled, and signed out everywhere.` : `${login} can sign in again.`],
  };
}

async function setRole(
  services: Services,
  typed: string,
  role: AccountRole,
  groups: readonly string[] | undefined,
): Promise<Result> {
  const administersGroups = await groupsNamed(services, groups);
  const { id, login } = await change(services, typed, { role, administersGroups });
  const whom = groups ? `, for ${groups.join(', ')}` : '';
  return {
    data: { id, login, role, ...(groups && { groups }) },
    lines: [`${login} ${IS[role]}${whom}.`],
  };
}

async function deleteAccount(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  await services.accounts.delete(ACTOR, id);
  return { data: { id, login }, lines: [`Deleted ${login}.`] };
}

async function change(services: Services, typed: string, changes: AccountChanges): Promise<AccountProfile> {
  const { id } = await accountNamed(services, typed);
  return services.accounts.update(ACTOR, id, changes);
}
