import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Services } from '../app/services.js';
import { Refusal } from '../platform/refusal.js';
import { fieldsOf } from '../sessions/service-accounts/service-accounts.service.js';
import {
  type IssuedServiceToken,
  type ShownToken,
  TOKEN_DAYS,
} from '../sessions/service-accounts/service-tokens.service.js';
import { ACTOR, type Family, type Result, table, UsageError, wholeNumber } from './command.js';

const MOST_LISTED = 100;
const USUAL_DAYS = 90;

export const serviceAccountCommands: Family = (program, { onServices }) => {
  program
    .command('service-account:list')
    .summary('lists the programs that act by themselves, and their tokens')
    .description('Lists the programs that act by themselves, and the tokens of each that work.')
    .action(() => onServices(list));

  program
    .command('service-account:create')
    .summary('adds a program that acts by itself, with a token')
    .description(
      'Adds a program that acts by itself through the API, such as a panel that provisions accounts, with a token that is shown this once.',
    )
    .argument('<name>')
    .option('--permissions <permission...>', 'what it may do: accounts:read accounts:manage …')
    .option('--days <number>', 'for how many days the token works, 1 to 366', days, USUAL_DAYS)
    .option('--network <network...>', 'the only networks that its tokens are accepted from')
    .action((name, options) => onServices((services) => create(services, name, options)));

  program
    .command('service-account:issue-token')
    .summary('gives such a program a further token')
    .description('Gives such a program a further token, shown this once.')
    .argument('<name>')
    .option('--days <number>', 'for how many days it works, 1 to 366', days, USUAL_DAYS)
    .action((name, options) => onServices((services) => issue(services, name, options.days)));

  program
    .command('service-account:revoke-token')
    .summary('ends a token of such a program')
    .description('Ends a token, named by its last four characters, of such a program.')
    .argument('<name>')
    .argument('<ending>')
    .action((name, ending) => onServices((services) => revoke(services, name, ending)));

  program
    .command('service-account:delete')
    .summary('deletes such a program, with its tokens')
    .description('Deletes such a program, with its tokens.')
    .argument('<name>')
    .action((name) => onServices((services) => remove(services, name)));
};

async function list({ serviceAccounts, serviceTokens }: Services): Promise<Result> {
  const { items } = await serviceAccounts.page({ page: 1, perPage: MOST_LISTED });
  const tokens = await serviceTokens.ofAccounts(items.map(({ id }) => id));
  const accounts = items.map((account) => ({
    id: account.id,
    ...fieldsOf(account),
    tokens: tokens.filter(({ serviceAccountId }) => serviceAccountId === account.id).map(described),
  }));
  return {
    data: accounts,
    lines: table(
      ['NAME', 'PERMISSIONS', 'STATE', 'TOKENS'],
      accounts.map(({ name, permissions, disabled, tokens: those }) => [
        name,
        permissions.join(' '),
        disabled ? 'disabled' : 'enabled',
        those.map(({ hint, expiresAt }) => `…${hint} until ${expiresAt.slice(0, 10)}`).join(', ') || '-',
      ]),
    ),
  };
}

async function create(
  services: Services,
  name: string,
  options: { permissions?: string[] | undefined; days: number; network?: string[] | undefined },
): Promise<Result> {
  const { serviceAccounts, serviceTokens } = services;
  const { permissions, network = [] } = options;
  if (!permissions) throw new UsageError('Say with --permissions what it may do.');
  const asked = { name, permissions, allowedNetworks: network };
  const { id } = await serviceAccounts.create(ACTOR, asked);
  const issued = await serviceTokens.issue(ACTOR, id, options.days);
  return { data: { id, ...asked, ...shown(issued) }, lines: [`Added ${name}.`, ...linesOf(issued)] };
}

async function issue(services: Services, name: string, lasts: number): Promise<Result> {
  const { id } = await named(services, name);
  const issued = await services.serviceTokens.issue(ACTOR, id, lasts);
  return { data: shown(issued), lines: linesOf(issued) };
}

async function revoke(services: Services, name: string, ending: string): Promise<Result> {
  const { id } = await named(services, name);
  const tokens = await services.serviceTokens.ofAccounts([id]);
  const token = tokens.find(({ hint }) => hint === ending.slice(-hint.length));
  if (!token) throw new Refusal('NOT_FOUND', 'No such token, or it has ended.');
  await services.serviceTokens.revoke(ACTOR, token.id);
  return { data: described(token), lines: [`The token …${token.hint} is refused now.`] };
}

async function remove(services: Services, name: string): Promise<Result> {
  const account = await named(services, name);
  await services.serviceAccounts.delete(ACTOR, account.id);
  return { data: { id: account.id, ...fieldsOf(account) }, lines: [`Deleted ${account.name}.`] };
}

async function named({ serviceAccounts }: Services, name: string) {
  const account = await serviceAccounts.findByName(name);
  if (!account) throw new Refusal('NOT_FOUND', 'No such service account.');
  return account;
}

const described = ({ id, hint, expiresAt }: ShownToken) => ({
  id,
  hint,
  expiresAt: new Date(expiresAt).toISOString(),
});

const shown = ({ secret, token }: IssuedServiceToken) => ({ secret, token: described(token) });

const linesOf = ({ secret, token }: IssuedServiceToken): string[] => [
  `Token until ${described(token).expiresAt}, shown this once: ${secret}`,
];

/** Before a service account is made that would be left without a token. */
function days(typed: string): number {
  const number = wholeNumber(typed);
  if (number >= TOKEN_DAYS.least && number <= TOKEN_DAYS.most) return number;
  throw new InvalidArgumentError(`Expected ${TOKEN_DAYS.least} to ${TOKEN_DAYS.most}.`);
}
