import {
  Client,
  DN,
  type Entry,
  escapeFilter,
  InappropriateAuthError,
  InvalidCredentialsError,
  InvalidDNSyntaxError,
  NoSuchObjectError,
} from 'ldapts';
import type { Logger } from 'pino';
import {
  DIRECTORY_TIMEOUT,
  type DirectoryServer,
  mayBeAsked,
  type PasswordDirectory,
  type Person,
} from './password-directory.js';
import { unavailable } from './unavailable.js';

export interface LdapOptions {
  /** DN of a person, `{login}` standing for the login; undefined: people are searched for. */
  userDn: string | undefined;
  /** Where people are searched for, and by which filter (RFC 4515), with `{login}` in it. */
  base: string;
  filter: string;
  /** Who searches; undefined: anonymously. */
  searcher: { dn: string; password: string } | undefined;
  loginAttribute: string;
  nameAttribute: string;
}

// Bound to when the search finds nobody, so that an unknown login takes as many steps as a known one.
const NOBODY = 'cn=nobody-of-latchkey';
const LOGIN = '{login}';

/** Whoever can bind to the directory can sign in here: by search and bind, or by a DN made of the login. */
export class LdapDirectory implements PasswordDirectory {
  constructor(
    private readonly server: DirectoryServer,
    private readonly options: LdapOptions,
    private readonly log: Logger,
  ) {}

  async check(login: string, password: string): Promise<Person | null> {
    if (!mayBeAsked(login, password)) return null;
    const { url, ca } = this.server;
    const client = new Client({
      url: `${url.protocol}//${url.host}`,
      timeout: DIRECTORY_TIMEOUT,
      connectTimeout: DIRECTORY_TIMEOUT,
      // Given for ldap: they would have it speak TLS from the first byte.
      ...(url.protocol === 'ldaps:' && ca !== undefined && { tlsOptions: { ca } }),
    });
    try {
      return await this.ask(client, login.trim(), password);
    } catch (error) {
      throw unavailable(this.log, url.host, error);
    } finally {
      // Nothing more can be learnt from a connection that does not even close.
      await client.unbind().catch(() => undefined);
    }
  }

  private async ask(client: Client, login: string, password: string): Promise<Person | null> {
    const { userDn, searcher } = this.options;
    if (this.server.startTls && this.server.url.protocol === 'ldap:') {
      await client.startTLS({
        host: this.server.url.hostname,
        ...(this.server.ca && { ca: this.server.ca }),
      });
    }
    if (userDn !== undefined) {
      const dn = userDn.replaceAll(LOGIN, () => escapeDn(login));
      if (!(await isRight(client, dn, password))) return null;
      const [entry] = (await client.search(dn, { scope: 'base', attributes: this.attributes })).searchEntries;
      return this.personOf(entry, login);
    }
    if (searcher) await client.bind(searcher.dn, searcher.password);
    const { searchEntries } = await client.search(this.options.base, {
      scope: 'sub',
      filter: this.options.filter.replaceAll(LOGIN, () => escapeFilter`${login}`),
      attributes: this.attributes,
    });
    // Several people of one login: nobody can tell who is meant.
    const entry = searchEntries.length === 1 ? searchEntries[0] : undefined;
    const right = await isRight(client, entry?.dn ?? `${NOBODY},${this.options.base}`, password);
    return right && entry ? this.personOf(entry, login) : null;
  }

  private get attributes(): string[] {
    return [this.options.loginAttribute, this.options.nameAttribute];
  }

  private personOf(entry: Entry | undefined, typed: string): Person {
    return {
      login: first(entry, this.options.loginAttribute) ?? typed,
      displayName: first(entry, this.options.nameAttribute) ?? null,
    };
  }
}

/** False when the directory says no; whatever else it says is thrown. */
async function isRight(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    const no = [InvalidCredentialsError, NoSuchObjectError, InappropriateAuthError, InvalidDNSyntaxError];
    if (no.some((kind) => error instanceof kind)) return false;
    throw error;
  }
}

/** RFC 4514 §2.4. */
const escapeDn = (value: string): string => new DN({ x: value }).toString().slice('x='.length);

/** Attribute names are the same in any case (RFC 4512 §2.5). */
function first(entry: Entry | undefined, attribute: string): string | undefined {
  const [, value] =
    Object.entries(entry ?? {}).find(([name]) => name.toLowerCase() === attribute.toLowerCase()) ?? [];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined ? undefined : one.toString() || undefined;
}
