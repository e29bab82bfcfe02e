import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ScriptedImap {
  port: number;
  /** All that clients sent, commands and literals, as the bytes that came (Latin-1). */
  received(): string;
  stop(): Promise<void>;
}

/**
 * An IMAP server of few words, for answers that Dovecot cannot be made to give. It answers LOGIN and AUTHENTICATE with
 * `verdict` (without its tag) once all of the command is there, and everything else with OK.
 */
export async function startScriptedImap(script: {
  verdict: () => string;
  capabilities?: string;
  greeting?: string;
}): Promise<ScriptedImap> {
  const { verdict, capabilities = 'IMAP4rev1 AUTH=PLAIN', greeting = '* OK ready' } = script;
  let received = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    socket.write(`${greeting}\r\n`);
    let pending = '';
    // Of a command that is not at its end: what came of it so far.
    let begun = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n'); end !== -1; end = pending.indexOf('\r\n')) {
        const line = begun + pending.slice(0, end);
        pending = pending.slice(end + 2);
        begun = answer(line) ? '' : `${line}\r\n`;
      }
    });
    /** False when the client has been asked for the rest. */
    const answer = (command: string): boolean => {
      const [tag = '', name = ''] = command.split(/[ \r\n]/);
      const isWhole = !command.endsWith('}') && !command.endsWith('AUTHENTICATE PLAIN');
      if (!isWhole) {
        socket.write('+ \r\n');
        return false;
      }
      if (name === 'CAPABILITY') socket.write(`* CAPABILITY ${capabilities}\r\n`);
      const isVerdict = name === 'LOGIN' || name === 'AUTHENTICATE';
      socket.write(isVerdict ? `${tag} ${verdict()}\r\n` : `${tag} OK done\r\n`);
      if (name === 'LOGOUT') socket.end();
      return true;
    };
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
