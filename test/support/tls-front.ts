import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { selfSigned } from './certificate.js';

export interface TlsFront {
  port: number;
  /** The file of its certificate, which signs itself. */
  certificate: string;
  stop(): Promise<void>;
}

/** TLS in front of a port of this machine, with a certificate that is kept in `folder`. */
export async function startTlsFront(folder: string, port: number): Promise<TlsFront> {
  const { certificate, key } = selfSigned(folder);
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    incoming.on('error', () => outgoing.destroy()).pipe(outgoing);
    outgoing.on('error', () => incoming.destroy()).pipe(incoming);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificate,
    async stop() {
      server.close();
      await once(server, 'close');
    },
  };
}
