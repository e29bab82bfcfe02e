import cluster from 'node:cluster';
import { type App, startApp } from '../app/app.js';
import type { Config } from '../config/config.js';
import { systemClock } from '../platform/clock.js';
import { createFirstAdministrator } from './first-administrator.js';
import { lastMoment } from './last-moment.js';
import { endStart } from './refuse-to-start.js';
import { createLog } from '../platform/telemetry/log.js';

/** Serves in this process until a signal ends it: the only one, or a worker that a primary keeps (primary.ts). */
export async function serve(config: Config): Promise<void> {
  const log = createLog(config);
  const endTracing = await beginTracing(config);
  let app: App;
  try {
    app = await startApp({ config, clock: systemClock, log });
    if (config.metrics) await offerMetrics(app, config.metrics);
    if (!cluster.isWorker) await createFirstAdministrator(app.services, config);
  } catch (error) {
    endStart(log, error);
  }
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping');
      setTimeout(() => {
        log.error('something did not end in time; what it was doing is cut off');
        process.exit(1);
      }, lastMoment(config)).unref();
      app.stop().then(
        () => void endTracing().finally(() => process.exit(0)),
        (error: unknown) => {
          log.error({ err: error }, 'could not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
  // Only now: the supervisor may send a signal as soon as it hears of it.
  if (cluster.isWorker) {
    process.send?.({ ready: app.url });
  } else {
    process.stdout.write(`\n  Latchkey is running at ${app.url}\n\n`);
    log.info({ url: app.url }, 'listening');
  }
}

/** Loaded only where it is wanted. */
async function beginTracing({ tracing }: Config): Promise<() => Promise<void>> {
  if (!tracing) return () => Promise.resolve();
  const { startTracing } = await import('../platform/telemetry/tracing.js');
  return startTracing(tracing.endpoint, tracing.serviceName);
}

/** Loaded only where they are wanted. */
async function offerMetrics({ services }: App, address: NonNullable<Config['metrics']>): Promise<void> {
  const { AggregatorRegistry, register } = await import('prom-client');
  const { collectMetrics } = await import('../platform/telemetry/metrics.js');
  const { serveMetrics } = await import('../platform/telemetry/metrics-server.js');
  collectMetrics(services);
  // The primary asks its workers over their channel, and adds up.
  if (cluster.isWorker) new AggregatorRegistry();
  else await serveMetrics(address, () => register.metrics());
}
