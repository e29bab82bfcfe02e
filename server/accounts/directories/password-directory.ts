import type { ServerUrl } from '../../platform/server-url.js';

/** A mail server or directory that keeps passwords which we do not. Logins are given to it as normaliseLogin has them. */
export interface PasswordDirectory {
  /**
   * All ways to write a login that certainly mean the same person, the canonical one first; none, when it is no login
   * of this directory, which then is not asked about it.
   */
  spellings(login: string): readonly string[];
  /** Whom a login leads to. Throws SERVICE_UNAVAILABLE. */
  candidate(login: string): Promise<Candidate>;
  /** Who has one of the names that a Person has. Throws SERVICE_UNAVAILABLE. */
  byName(name: string): Promise<Candidate>;
  /** Whether it can be asked for a person without that person's password. */
  readonly canLookUp: boolean;
  /** Who has that name still; null: nobody. Throws SERVICE_UNAVAILABLE. */
  lookUp(name: string): Promise<Pick<Person, 'groups'> | null>;
}

/** Whom a login leads to, before the password is checked; possibly to nobody. */
export interface Candidate {
  /** One and the same for all logins that are known to lead to one person. */
  countedBy: string;
  /** As Person's; none while they are not known. */
  names: readonly string[];
  /**
   * Null for nobody and for a wrong password alike. Throws SERVICE_UNAVAILABLE when the directory does not answer, answers
   * with neither yes nor no, or does not say unmistakably who this is.
   */
  check(password: string): Promise<Person | null>;
}

export interface Person {
  /** What the directory knows the person, and nobody else, by, however the login was typed; the first names new accounts. */
  names: readonly [string, ...string[]];
  displayName: string | null;
  /** What it says of the person that may be a group here; null: it is not asked. */
  groups: readonly string[] | null;
}

/** Where the directory is, and how the way there is secured. */
export interface DirectoryServer {
  url: ServerUrl;
  /** Upgrade imap: and ldap: to TLS before anything secret is sent; refuse to go on without. */
  startTls: boolean;
  /** PEM; undefined: the public authorities. */
  ca: string | undefined;
}

/** Directories that hang are as good as down. */
export const DIRECTORY_TIMEOUT = 10_000;

/** False for a login that no directory may be asked about: of control characters, or ones that it might overlook. */
export const mayBeAskedAbout = (login: string): boolean =>
  login !== '' && !/[\p{Cc}\p{Default_Ignorable_Code_Point}]/u.test(login);

/** False for an empty password, which many take for an anonymous sign-in that succeeds (RFC 4513 §5.1.2). */
export const mayBeTried = (password: string): boolean => password !== '' && !password.includes('\0');

/** For the log. */
export const nameOf = ({ host, port }: ServerUrl): string => (port === undefined ? host : `${host}:${port}`);
