import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';

/** Serves /metrics in Prometheus' format, and nothing else, on a port that is not the public one. */
export async function serveMetrics(
  address: { host: string; port: number },
  collect: () => Promise<string>,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    collect().then(
      (metrics) => response.writeHead(200, { 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE }).end(metrics),
      () => response.writeHead(503).end(),
    );
  });
  server.listen(address.port, address.host);
  await once(server, 'listening');
  // Nobody waits for it at the end.
  server.unref();
  return server;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
