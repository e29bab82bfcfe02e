import { ImapFlow } from 'imapflow';
import type { Logger } from 'pino';
import { type LoginDomain, spellingsOf } from './login-domain.js';
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
import { unavailable } from './unavailable.js';

// Response codes of RFC 5530 that tell of the person; the others tell of the server.
const WRONG = new Set(['AUTHENTICATIONFAILED', 'AUTHORIZATIONFAILED', 'EXPIRED']);

/** Whoever can sign in to the mail server can sign in here. It tells nothing of anybody without the password. */
export class ImapDirectory implements PasswordDirectory {
  readonly canLookUp = false;

  constructor(
    private readonly server: DirectoryServer,
    private readonly loginDomain: LoginDomain,
    private readonly log: Logger,
  ) {}

  spellings(login: string): readonly string[] {
    // With an asterisk Dovecot lets its master users sign in as somebody else.
    return mayBeAskedAbout(login) && !login.includes('*') ? spellingsOf(login, this.loginDomain) : [];
  }

  candidate(login: string): Promise<Candidate> {
    const names = this.spellings(login);
    const [user] = names;
    return Promise.resolve({
      countedBy: user ?? login,
      names,
      check: (password) =>
        user === undefined ? Promise.resolve(null) : this.check(user, [user, ...names.slice(1)], password),
    });
  }

  byName(name: string): Promise<Candidate> {
    return this.candidate(name);
  }

  has(): Promise<boolean> {
    return Promise.reject(new Error('A mail server cannot be asked for people'));
  }

  private async check(user: string, names: Person['names'], password: string): Promise<Person | null> {
    if (!mayBeTried(password)) return null;
    const client = this.connection(user, password);
    try {
      await client.connect();
      return { names, displayName: null };
    } catch (error) {
      if (isWrong(error)) return null;
      throw unavailable(this.log, nameOf(this.server.url), error);
    } finally {
      client.close();
    }
  }

  private connection(user: string, pass: string): ImapFlow {
    const { url, startTls, ca } = this.server;
    const secure = url.protocol === 'imaps:';
    const client = new ImapFlow({
      host: url.host,
      port: url.port ?? (secure ? 993 : 143),
      secure,
      doSTARTTLS: !secure && startTls,
      ...(ca !== undefined && { tls: { ca } }),
      auth: { user, pass },
      verifyOnly: true,
      logger: false,
      connectionTimeout: DIRECTORY_TIMEOUT,
      greetingTimeout: DIRECTORY_TIMEOUT,
      socketTimeout: DIRECTORY_TIMEOUT,
    });
    // What fails during connect() is thrown by it; later errors of a closed connection concern nobody.
    client.on('error', () => undefined);
    return client;
  }
}

function isWrong(error: unknown): boolean {
  const { authenticationFailed, serverResponseCode } = error as {
    authenticationFailed?: boolean;
    serverResponseCode?: string;
  };
  return authenticationFailed === true && (serverResponseCode === undefined || WRONG.has(serverResponseCode));
}
