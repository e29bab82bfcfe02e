import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option } from '@commander-js/extra-typings';
import type { Services } from '../app/services.js';
import type { Application } from '../integrations/applications/application.entity.js';
import type { NewApplication } from '../integrations/applications/applications.service.js';
import { Refusal } from '../platform/refusal.js';
import { ACTOR, type Family, type Result, table } from './command.js';

const AUTH_METHODS = { basic: 'CLIENT_SECRET_BASIC', post: 'CLIENT_SECRET_POST', none: 'NONE' } as const;

export const applicationCommands: Family = (program, { onServices }) => {
  program
    .command('application:list')
    .summary('lists the applications that people sign in to here')
    .description('Lists the applications that people sign in to here.')
    .action(() => onServices(listApplications));

  program
    .command('application:create')
    .summary('adds an application')
    .description(
      'Adds an application that speaks OpenID Connect, and shows its secret this once; with --host, one behind a proxy that asks about each request.',
    )
    .argument('<name>')
    .option('--redirect-uri <uri...>', 'addresses to which people return')
    .option('--logout-uri <uri...>', 'addresses to which people return after signing out')
    .option('--client-id <id>', 'its client identifier, instead of a random one')
    .option('--scope <scope...>', 'all that it may ask for: openid profile email mail …')
    .addOption(
      new Option('--secret <how>', 'how it sends its secret').choices(['basic', 'post', 'none'] as const),
    )
    .option('--without-pkce', 'let it do without PKCE, as Roundcube 1.6 must')
    .addOption(
      new Option('--algorithm <name>', 'what signs its ID tokens').choices(['RS256', 'ES256'] as const),
    )
    .option('--introspect', 'let it introspect tokens, as a mail server does')
    .option('--host <host...>', 'hosts of an application behind a proxy')
    .option('--administrators', 'let in administrators only')
    .option('--second-factor', 'demand a second factor')
    .action((name, options) => onServices((services) => createApplication(services, name, options)));

  program
    .command('application:rotate-secret')
    .summary('gives an application a new secret')
    .description(
      'Gives an application, named by its client identifier, a new secret, shown this once. The one before works on until --drop-old.',
    )
    .argument('<client>')
    .option('--drop-old', 'instead have the secret before the current one refused')
    .action((client, { dropOld = false }) =>
      onServices((services) => (dropOld ? dropOldSecret : rotateSecret)(services, client)),
    );

  program
    .command('application:delete')
    .summary('deletes an application, with all that was given to it')
    .description(
      'Deletes an application, named by its client identifier or id, with all that was given to it.',
    )
    .argument('<client>')
    .action((client) => onServices((services) => deleteApplication(services, client)));

  program
    .command('application:export')
    .summary('exports the applications as JSON, without secrets')
    .description('Exports the applications as JSON to a new file, without secrets, which are hashed.')
    .argument('<file>')
    .action((file) => onServices((services) => exportApplications(services, file)));

  program
    .command('application:import')
    .summary('imports applications')
    .description(
      'Imports applications from such a file, and shows the new secret of each this once. Those that are there already are left alone.',
    )
    .argument('<file>')
    .action((file) => onServices((services) => importApplications(services, file)));
};

interface CreateOptions {
  redirectUri?: string[] | undefined;
  logoutUri?: string[] | undefined;
  clientId?: string | undefined;
  scope?: string[] | undefined;
  secret?: keyof typeof AUTH_METHODS | undefined;
  withoutPkce?: true | undefined;
  algorithm?: 'RS256' | 'ES256' | undefined;
  introspect?: true | undefined;
  host?: string[] | undefined;
  administrators?: true | undefined;
  secondFactor?: true | undefined;
}

async function createApplication(
  { applications }: Services,
  name: string,
  options: CreateOptions,
): Promise<Result> {
  const asked: NewApplication = {
    kind: options.host ? 'FORWARD' : 'OIDC',
    name,
    ...(options.host && { hosts: options.host }),
    ...(options.redirectUri && { redirectUris: options.redirectUri }),
    ...(options.logoutUri && { postLogoutRedirectUris: options.logoutUri }),
    ...(options.clientId !== undefined && { clientId: options.clientId }),
    ...(options.scope && { scopes: options.scope }),
    ...(options.secret && { tokenEndpointAuthMethod: AUTH_METHODS[options.secret] }),
    ...(options.withoutPkce && { requirePkce: false }),
    ...(options.algorithm && { signingAlgorithm: options.algorithm }),
    ...(options.introspect && { mayIntrospect: true }),
    ...(options.administrators && { mayEnter: 'ADMINISTRATORS' as const }),
    ...(options.secondFactor && { requireSecondFactor: true }),
  };
  const { application, secret } = await applications.create(ACTOR, asked);
  return {
    data: { ...described(application), clientSecret: secret },
    lines: [`Added ${application.name}.`, ...linesOf(application.clientId, secret)],
  };
}

async function listApplications({ applications }: Services): Promise<Result> {
  const items = (await applications.all()).map(described);
  return {
    data: items,
    lines: table(
      ['NAME', 'KIND', 'CLIENT', 'STATE'],
      items.map(({ name, kind, clientId, enabled }) => [
        name,
        kind,
        clientId ?? '-',
        enabled ? 'switched on' : 'switched off',
      ]),
    ),
  };
}

async function rotateSecret(services: Services, client: string): Promise<Result> {
  const { id } = await applicationNamed(services, client);
  const { application, secret } = await services.applications.rotateSecret(ACTOR, id);
  return {
    data: { ...described(application), clientSecret: secret },
    lines: [
      ...linesOf(application.clientId, secret),
      'The secret before works on until application:rotate-secret --drop-old.',
    ],
  };
}

async function dropOldSecret(services: Services, client: string): Promise<Result> {
  const { id } = await applicationNamed(services, client);
  const application = await services.applications.dropOldSecret(ACTOR, id);
  return { data: described(application), lines: [`The old secret of ${application.name} is refused now.`] };
}

async function deleteApplication(services: Services, client: string): Promise<Result> {
  const application = await applicationNamed(services, client);
  await services.applications.delete(ACTOR, application.id);
  return { data: described(application), lines: [`Deleted ${application.name}.`] };
}

async function exportApplications({ applicationTransfer }: Services, path: string): Promise<Result> {
  const all = await applicationTransfer.export();
  const json = `${JSON.stringify(all, null, 2)}\n`;
  // Never over another file.
  await pipeline(Readable.from([json]), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return { data: { path, applications: all.length }, lines: [`${all.length} applications.`] };
}

async function importApplications({ applicationTransfer }: Services, path: string): Promise<Result> {
  const outcomes = await applicationTransfer.import(ACTOR, await readFile(path, 'utf8'));
  return {
    data: outcomes,
    lines: outcomes.flatMap(({ name, clientId, result, secret, remark }) => [
      [name, result, remark ?? ''].filter(Boolean).join('\t'),
      ...(result === 'created' ? linesOf(clientId, secret) : []),
    ]),
    failed: outcomes.some(({ result }) => result === 'refused'),
  };
}

/** By its client identifier, or its id, which one behind a proxy has only. Throws NOT_FOUND. */
async function applicationNamed({ applications }: Services, client: string): Promise<Application> {
  const application = (await applications.findByClientId(client)) ?? (await applications.find(client));
  if (!application) throw new Refusal('NOT_FOUND', 'No such application.');
  return application;
}

const described = ({ id, name, kind, clientId, enabled }: Application) => ({
  id,
  name,
  kind,
  clientId,
  enabled,
});

const linesOf = (clientId: string | null, secret: string | null): string[] => [
  ...(clientId === null ? [] : [`Client identifier: ${clientId}`]),
  ...(secret === null ? [] : [`Client secret, shown this once: ${secret}`]),
];
