import { text } from 'node:stream/consumers';
import { Refusal } from '../platform/refusal.js';
import type { IssuedPasswordLink } from '../accounts/password-links/password-links.service.js';
import type { Services } from '../app/services.js';
import type { Result } from './command.js';
import type { Unattended } from '../platform/acting/guard.js';

export interface NewAccountOptions {
  admin?: boolean;
  'display-name'?: string;
  'password-stdin'?: boolean;
  /** Standard input. */
  input: NodeJS.ReadableStream;
}

/** With a password from standard input, which is to be changed first, or else with a link to choose one. */
export async function createAccount(
  actor: Unattended,
  { accounts, passwordLinks }: Services,
  [login = '']: string[],
  options: NewAccountOptions,
): Promise<Result> {
  const newcomer = {
    login,
    displayName: options['display-name'] ?? null,
    role: options.admin ? ('ADMIN' as const) : ('USER' as const),
  };
  if (options['password-stdin']) {
    const password = (await text(options.input)).replace(/\r?\n$/, '');
    const { id, login, role } = await accounts.create(actor, { ...newcomer, password });
    return {
      data: { id, login, role },
      lines: [`Created ${login} (${role}). The password must be changed at the first sign-in.`],
    };
  }
  const { account, link } = await passwordLinks.invite(actor, newcomer, false);
  const { id, role } = account;
  return {
    data: { id, login: account.login, role, passwordLink: described(link) },
    lines: [`Created ${account.login} (${role}).`, lineFor(account.login, link)],
  };
}

/** For a person who has forgotten the password, or let the first link expire. */
export async function issuePasswordLink(
  actor: Unattended,
  { accounts, passwordLinks }: Services,
  [login = '']: string[],
): Promise<Result> {
  const account = await accounts.findByLogin(login);
  if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
  const link = await passwordLinks.issue(actor, account.id, false);
  return {
    data: { id: account.id, login: account.login, passwordLink: described(link) },
    lines: [lineFor(account.login, link)],
  };
}

const described = ({ url, token, expiresAt }: IssuedPasswordLink) => ({
  url,
  token,
  expiresAt: new Date(expiresAt).toISOString(),
});

const lineFor = (login: string, { url, expiresAt }: IssuedPasswordLink): string =>
  `Link by which ${login} chooses a password, good once until ${new Date(expiresAt).toISOString()}: ${String(url)}`;
