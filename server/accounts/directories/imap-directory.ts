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

// Response codes (RFC 5530 §3) of a server that is in trouble. Any other NO is a refusal, with whatever code or none: what
// was taken for an outage would not be counted, and so be a free guess.
const IN_TROUBLE = new Set(['UNAVAILABLE', 'SERVERBUG', 'CORRUPTION', 'INUSE', 'LIMIT', 'OVERQUOTA']);

/** Anyone who can sign in to the mail server can sign in here. It reveals nothing about anybody without the password. */
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

  lookUp(): Promise<never> {
    return Promise.reject(new Error('A mail server cannot be asked for people'));
  }

  private async check(user: string, names: Person['names'], password: string): Promise<Person | null> {
    if (!mayBeTried(password)) return null;
    const client = this.connection(user, password);
    const authentication = withLiterals(client);
    try {
      await client.connect();
      // A server that greets with PREAUTH (RFC 3501 §7.1.4) has not seen the password.
      if (!authentication.wasTried) throw new Error('The mail server let everybody in, unasked');
      return { names, displayName: null, groups: null };
    } catch (error) {
      if (isRefused(error)) return null;
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

/** What imapflow does to send a command. It works with it everywhere, but leaves it out of its types. */
interface Executing {
  exec(command: string, attributes: { type: string; value: string }[], options?: object): Promise<unknown>;
}

/**
 * Has LOGIN send literals: imapflow quotes, and in quotes RFC 3501 §9 allows neither 8-bit characters nor NUL, CR and LF.
 * Says afterwards whether there was an authentication at all.
 */
function withLiterals(client: ImapFlow): { wasTried: boolean } {
  const authentication = { wasTried: false };
  const executing = client as unknown as Executing;
  const exec = executing.exec.bind(client);
  executing.exec = (command, attributes, options) => {
    if (command === 'LOGIN' || command === 'AUTHENTICATE') authentication.wasTried = true;
    const sent =
      command === 'LOGIN' ? attributes.map((attribute) => ({ ...attribute, type: 'LITERAL' })) : attributes;
    return exec(command, sent, options);
  };
  return authentication;
}

/** A tagged NO to LOGIN or AUTHENTICATE. BAD is no verdict (RFC 3501 §7.1.3), nor is a connection that breaks. */
function isRefused(error: unknown): boolean {
  const { authenticationFailed, responseStatus, serverResponseCode } = error as {
    authenticationFailed?: boolean;
    responseStatus?: string;
    serverResponseCode?: string;
  };
  return (
    authenticationFailed === true &&
    responseStatus === 'NO' &&
    !(serverResponseCode !== undefined && IN_TROUBLE.has(serverResponseCode))
  );
}
