import { isIPv6 } from 'node:net';
import {
  Client,
  ConstraintViolationError,
  DN,
  type Entry,
  escapeFilter,
  InappropriateAuthError,
  InsufficientAccessError,
  InvalidCredentialsError,
  InvalidDNSyntaxError,
  NoSuchObjectError,
  UnwillingToPerformError,
} from 'ldapts';
import type { Logger } from 'pino';
import { Refusal } from '../../platform/refusal.js';
import type { ServerUrl } from '../../platform/server-url.js';
import {
  type Candidate,
  DIRECTORY_TIMEOUT,
  type DirectoryServer,
  mayBeAskedAbout,
  mayBeTried,
  nameOf,
  type PasswordDirectory,
  type Person,
} from './password-directory.js';
import type { LdapOptions } from './ldap-options.js';
import { unavailable } from './unavailable.js';

/** An entry that was searched for, and what it is called by. */
interface Found {
  dn: string;
  displayName: string | null;
  groups: string[] | null;
  /** Values of the login attribute; none: it cannot be read, or another entry has one of them too. */
  names: string[];
}

// Bound to when the search finds nobody, so that an unknown login takes as many steps as a known one.
const NOBODY = 'cn=nobody-of-latchkey';
const LOGIN = '{login}';

// Result codes (RFC 4511 appendix A.2) that refuse somebody to bind: Active Directory's reasons are all within 49, 389
// Directory Server has 19 for locked and 53 for inactive people. Taken for outages, they would not be counted.
const NO = [
  ConstraintViolationError,
  NoSuchObjectError,
  InvalidDNSyntaxError,
  InappropriateAuthError,
  InvalidCredentialsError,
  InsufficientAccessError,
  UnwillingToPerformError,
];

/** Anyone who can bind to the directory can sign in here: by search and bind, or by a DN made of the login. */
export class LdapDirectory implements PasswordDirectory {
  constructor(
    private readonly server: DirectoryServer,
    private readonly options: LdapOptions,
    private readonly log: Logger,
  ) {}

  /** Where people are not searched for, they can be read only by themselves. */
  get canLookUp(): boolean {
    return this.options.userDn === undefined;
  }

  spellings(login: string): readonly string[] {
    return mayBeAskedAbout(login) ? [login] : [];
  }

  candidate(login: string): Promise<Candidate> {
    const { userDn, filter } = this.options;
    if (!mayBeAskedAbout(login)) return Promise.resolve(nobody(login));
    if (userDn !== undefined) return Promise.resolve(this.unread(userDn, login));
    return this.searched(
      login,
      filter.replaceAll(LOGIN, () => escapeFilter`${login}`),
    );
  }

  byName(name: string): Promise<Candidate> {
    const { userDn } = this.options;
    if (userDn !== undefined) return Promise.resolve(this.unread(userDn, name));
    return this.searched(name, this.filterOf([name]));
  }

  async lookUp(name: string): Promise<Pick<Person, 'groups'> | null> {
    return this.connected(async (client) => {
      const entries = await this.search(client, this.filterOf([name]));
      // Of several, none is known to be the person.
      return entries.length === 0
        ? null
        : { groups: entries.length === 1 ? this.groupsOf(entries[0]) : null };
    });
  }

  /** Somebody by a DN made of the login: what there is to know of them, they alone can read. */
  private unread(userDn: string, login: string): Candidate {
    const isPrincipal = isPrincipalName(userDn);
    const bindsAs = userDn.replaceAll(LOGIN, () => (isPrincipal ? login : escapeDn(login)));
    return {
      countedBy: overlooked(login),
      names: [],
      check: (password) =>
        this.bound(bindsAs, password, async (client) => {
          const entry = await (isPrincipal ? this.ofPrincipal(client, bindsAs) : this.own(client, bindsAs));
          const names = this.namesOf(entry);
          const displayName = first(entry, this.options.nameAttribute);
          // A person who may read nothing of their own entry is called what they typed, where no directory could have overlooked
          // any of it: otherwise one entry would be several accounts.
          const isHidden = names.length === 0 && displayName === null;
          return this.personOf(bindsAs, isHidden && isPlain(login) ? [login] : names, {
            displayName,
            groups: entry === undefined ? null : this.groupsOf(entry),
          });
        }),
    };
  }

  private async own(client: Client, dn: string): Promise<Entry | undefined> {
    try {
      return (await client.search(dn, { scope: 'base', attributes: this.attributes })).searchEntries[0];
    } catch (error) {
      if (error instanceof NoSuchObjectError || error instanceof InsufficientAccessError) return undefined;
      throw error;
    }
  }

  /** Active Directory binds by user principal name, and has entries under DNs that nobody knows. */
  private async ofPrincipal(client: Client, name: string): Promise<Entry | undefined> {
    const { base } = this.options;
    if (base === '') return undefined;
    const { searchEntries } = await client.search(base, {
      scope: 'sub',
      filter: escapeFilter`(userPrincipalName=${name})`,
      attributes: this.attributes,
    });
    // It also binds by an account's name and the domain, which may be somebody else's principal name.
    if (searchEntries.length === 1) return searchEntries[0];
    const problem = `${searchEntries.length} entries below ${base} have the userPrincipalName that was bound as`;
    throw unavailable(this.log, nameOf(this.server.url), new Error(problem));
  }

  private async searched(login: string, filter: string): Promise<Candidate> {
    const found = await this.connected((client) => this.find(client, filter, login));
    const dn = found?.dn ?? `${NOBODY},${this.options.base}`;
    return {
      countedBy: found?.names[0] ?? login,
      names: found?.names ?? [],
      check: (password) =>
        this.bound(dn, password, () => Promise.resolve(found && this.personOf(dn, found.names, found))),
    };
  }

  private async find(client: Client, filter: string, login: string): Promise<Found | null> {
    const entries = await this.search(client, filter);
    // Several people of one login: nobody can tell who is meant.
    const entry = entries.length === 1 ? entries[0] : undefined;
    const names = this.namesOf(entry);
    // Searched for in any case, so that an unknown login takes as many steps.
    const namesakes = await this.search(client, this.filterOf(names.length > 0 ? names : [login]));
    if (!entry) return null;
    return {
      dn: entry.dn,
      displayName: first(entry, this.options.nameAttribute),
      groups: this.groupsOf(entry),
      names: namesakes.every(({ dn }) => dn === entry.dn) ? names : [],
    };
  }

  /** As the searcher. */
  private async search(client: Client, filter: string): Promise<Entry[]> {
    const { searcher, base } = this.options;
    if (searcher && !client.isBound) await client.bind(searcher.dn, searcher.password);
    const { searchEntries } = await client.search(base, {
      scope: 'sub',
      filter,
      attributes: this.attributes,
    });
    return searchEntries;
  }

  /** Who may sign in, by whatever login, and is called by one of these names. */
  private filterOf(names: readonly string[]): string {
    const { filter, loginAttribute } = this.options;
    const named = names.map((name) => `(${loginAttribute}=${escapeFilter`${name}`})`).join('');
    return `(&(|${named})${filter.replaceAll(LOGIN, '*')})`;
  }

  private get attributes(): string[] {
    const { loginAttribute, nameAttribute, groupAttribute } = this.options;
    return [loginAttribute, nameAttribute, ...(groupAttribute === undefined ? [] : [groupAttribute])];
  }

  /** In an order that does not change: that of the values of an attribute may. */
  private namesOf(entry: Entry | undefined): string[] {
    return valuesOf(entry, this.options.loginAttribute).toSorted();
  }

  private groupsOf(entry: Entry | undefined): string[] | null {
    const { groupAttribute } = this.options;
    return groupAttribute === undefined ? null : valuesOf(entry, groupAttribute);
  }

  private personOf(
    dn: string,
    names: string[],
    { displayName, groups }: Pick<Person, 'displayName' | 'groups'>,
  ): Person {
    const [name, ...more] = names;
    if (name !== undefined) return { names: [name, ...more], displayName, groups };
    const { loginAttribute } = this.options;
    const problem = `LDAP_LOGIN_ATTRIBUTE: ${loginAttribute} of ${dn} cannot be read, or is not its alone`;
    throw unavailable(this.log, nameOf(this.server.url), new Error(problem));
  }

  /** What `read` makes of a connection that the person has opened; null when the directory says no. */
  private async bound(
    dn: string,
    password: string,
    read: (client: Client) => Promise<Person | null>,
  ): Promise<Person | null> {
    if (!mayBeTried(password)) return null;
    return this.connected(async (client) => ((await isRight(client, dn, password)) ? read(client) : null));
  }

  private async connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { url, ca, startTls } = this.server;
    const client = new Client({
      url: ldapUrl(url),
      timeout: DIRECTORY_TIMEOUT,
      connectTimeout: DIRECTORY_TIMEOUT,
      // Given for ldap: they would have it speak TLS from the first byte.
      ...(url.protocol === 'ldaps:' && ca !== undefined && { tlsOptions: { ca } }),
    });
    try {
      if (startTls && url.protocol === 'ldap:') {
        await client.startTLS({ host: url.host, ...(ca !== undefined && { ca }) });
      }
      return await work(client);
    } catch (error) {
      throw error instanceof Refusal ? error : unavailable(this.log, nameOf(url), error);
    } finally {
      // Nothing more can be learnt from a connection that does not even close.
      await client.unbind().catch(() => undefined);
    }
  }
}

/** The library reads it as a URL again. */
const ldapUrl = ({ protocol, host, port }: ServerUrl): string =>
  `${protocol}//${isIPv6(host) ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;

const nobody = (login: string): Candidate => ({
  countedBy: login,
  names: [],
  check: () => Promise.resolve(null),
});

/** False when the directory says no; whatever else it says is thrown. */
async function isRight(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (NO.some((kind) => error instanceof kind)) return false;
    throw error;
  }
}

/** A user principal name instead of a DN, which consists of attributes and values. */
const isPrincipalName = (userDn: string): boolean => userDn.includes('@') && !userDn.includes('=');

/** Of characters, and single blanks, that directories compare without regard to case, and otherwise as they are. */
const isPlain = (login: string): boolean => /^[!-~]+(?: [!-~]+)*$/.test(login);

/** RFC 4514 §2.4. */
const escapeDn = (value: string): string => new DN({ x: value }).toString().slice('x='.length);

/** Without what directories overlook when they compare: doubled spaces (RFC 4518 §2.6.1), some of them accents. */
const overlooked = (login: string): string =>
  login.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/\s+/g, ' ');

/** Attribute names are the same in any case (RFC 4512 §2.5). */
function valuesOf(entry: Entry | undefined, attribute: string): string[] {
  const [, value] =
    Object.entries(entry ?? {}).find(([name]) => name.toLowerCase() === attribute.toLowerCase()) ?? [];
  return [value ?? []].flat().map(String).filter(Boolean);
}

const first = (entry: Entry | undefined, attribute: string): string | null =>
  valuesOf(entry, attribute)[0] ?? null;
