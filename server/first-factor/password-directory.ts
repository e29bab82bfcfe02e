/** A mail server or directory that keeps passwords which we do not. */
export interface PasswordDirectory {
  /**
   * Whom login and password belong to; null for an unknown login and for a wrong password alike. Throws SERVICE_UNAVAILABLE
   * when the directory does not answer or answers with neither yes nor no.
   */
  check(login: string, password: string): Promise<Person | null>;
}

export interface Person {
  /** One and the same however it was typed. */
  login: string;
  displayName: string | null;
}

/** Where the directory is, and how the way there is secured. */
export interface DirectoryServer {
  url: URL;
  /** Upgrade imap: and ldap: to TLS before anything secret is sent; refuse to go on without. */
  startTls: boolean;
  /** PEM; undefined: the public authorities. */
  ca: string | undefined;
}

/** Directories that hang are as good as down. */
export const DIRECTORY_TIMEOUT = 10_000;

/**
 * False for what no directory may be asked: an empty password, which many take for an anonymous sign-in that
 * succeeds (RFC 4513 §5.1.2), and control characters, which no login holds.
 */
export const mayBeAsked = (login: string, password: string): boolean =>
  password !== '' && login.trim() !== '' && !/\p{Cc}/u.test(login) && !password.includes('\0');
