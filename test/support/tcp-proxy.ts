import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A cable between two programs, to be cut and mended. */
export class TcpProxy {
  /** Connections that came through so far. */
  connections = 0;
  private readonly sockets = new Map<Socket, Socket>();
  private isSilent = false;
  private server: Server | undefined;
  private port = 0;

  constructor(private readonly target: { host: string; port: number }) {}

  /** Lets connections through; on the same port each time. */
  async mend(): Promise<number> {
    this.server = createServer((incoming) => {
      this.connections++;
      const outgoing = connect(this.target);
      for (const [one, other] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.sockets.set(one, other);
        one.on('error', () => one.destroy()).on('close', () => other.destroy());
        if (!this.isSilent) one.pipe(other);
      }
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  /** Nothing comes through, and nothing breaks: as when the other end lost power, or a path drops packets. */
  silence(): void {
    this.isSilent = true;
    for (const [one, other] of this.sockets) one.unpipe(other);
  }

  /** What was held back comes through now. */
  unsilence(): void {
    this.isSilent = false;
    for (const [one, other] of this.sockets) one.pipe(other);
  }

  /** Breaks the connections there are; new ones come through. */
  breakConnections(): void {
    for (const socket of this.sockets.keys()) socket.resetAndDestroy();
    this.sockets.clear();
  }

  async cut(): Promise<void> {
    this.server?.close();
    this.breakConnections();
    if (this.server) await once(this.server, 'close');
  }
}
