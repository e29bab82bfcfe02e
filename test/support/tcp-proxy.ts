import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A cable between two programs, to be cut and mended. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  constructor(private readonly target: { host: string; port: number }) {}

  /** Lets connections through; on the same port each time. */
  async mend(): Promise<number> {
    this.server = createServer((incoming) => {
      const outgoing = connect(this.target);
      for (const [one, other] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => one.destroy()).on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  /** Breaks the connections there are; new ones come through. */
  breakConnections(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
    this.sockets.clear();
  }

  async cut(): Promise<void> {
    this.server?.close();
    this.breakConnections();
    if (this.server) await once(this.server, 'close');
  }
}
