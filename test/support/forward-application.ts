import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An application that believes its proxy: what it shows is what the headers say. */
export interface ShownRequest {
  url: string;
  headers: IncomingHttpHeaders;
}

export interface ForwardApplication {
  port: number;
  /** What has reached it. */
  requests: ShownRequest[];
  stop(): Promise<void>;
}

export async function startApplication(): Promise<ForwardApplication> {
  const requests: ShownRequest[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    requests.push({ url, headers });
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>Wiki</title><h1>${String(headers['x-latchkey-user'])}</h1>`);
  });
  server.on('upgrade', ({ url, headers }: ShownRequest, socket) => {
    requests.push({ url, headers });
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
