import { ImapFlow } from 'imapflow';
import type { Logger } from 'pino';
import {
  DIRECTORY_TIMEOUT,
  type DirectoryServer,
  mayBeAsked,
  type PasswordDirectory,
  type Person,
} from './password-directory.js';
import { unavailable } from './unavailable.js';

// Response codes of RFC 5530 that tell of the person; the others tell of the server.
const WRONG = new Set(['AUTHENTICATIONFAILED', 'AUTHORIZATIONFAILED', 'EXPIRED']);

/** Whoever can sign in to the mail server can sign in here. */
export class ImapDirectory implements PasswordDirectory {
  constructor(
    private readonly server: DirectoryServer,
    private readonly log: Logger,
  ) {}

  async check(login: string, password: string): Promise<Person | null> {
    // With an asterisk Dovecot lets its master users sign in as somebody else.
    if (!mayBeAsked(login, password) || login.includes('*')) return null;
    // Mail servers take no notice of case, and so that all spellings are one account, neither do we.
    const user = login.trim().normalize('NFC').toLowerCase();
    const client = this.connection(user, password);
    try {
      await client.connect();
      return { login: user, displayName: null };
    } catch (error) {
      if (isWrong(error)) return null;
      throw unavailable(this.log, this.server.url.host, error);
    } finally {
      client.close();
    }
  }

  private connection(user: string, pass: string): ImapFlow {
    const { url, startTls, ca } = this.server;
    const secure = url.protocol === 'imaps:';
    const client = new ImapFlow({
      host: url.hostname,
      port: Number(url.port || (secure ? 993 : 143)),
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
