import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export type TokenMechanism = 'XOAUTH2' | 'OAUTHBEARER';

/** As Google describes the one, and RFC 7628 §3.1 the other. */
export const RESPONSES: Record<TokenMechanism, (user: string, token: string) => string> = {
  XOAUTH2: (user, token) => `user=${user}\x01auth=Bearer ${token}\x01\x01`,
  OAUTHBEARER: (user, token) => `n,a=${user},\x01auth=Bearer ${token}\x01\x01`,
};

/** Whether an IMAP client that presents a token so finds its inbox; rejects when the server cannot say. */
export async function imapOpensTo(
  port: number,
  user: string,
  token: string,
  mechanism: TokenMechanism = 'XOAUTH2',
): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    const response = Buffer.from(RESPONSES[mechanism](user, token)).toString('base64');
    for await (const line of createInterface({ input: socket })) {
      if (line.startsWith('* OK')) socket.write(`1 AUTHENTICATE ${mechanism} ${response}\r\n`);
      // What is wrong with the token; the client has to say that it has read it.
      else if (line.startsWith('+ ')) socket.write('AQ==\r\n');
      else if (line.startsWith('1 OK')) socket.write('2 SELECT INBOX\r\n');
      else if (line.startsWith('2 OK')) return true;
      else if (line.startsWith('1 NO [AUTHENTICATIONFAILED]')) return false;
      else if (/^[12] /.test(line)) throw new Error(`The IMAP server answered: ${line}`);
    }
    throw new Error('The IMAP server hung up');
  } finally {
    socket.destroy();
  }
}
