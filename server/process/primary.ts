import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { MINUTE, SECOND, systemClock } from '../platform/clock.js';
import { openDatabase } from '../app/data-source.js';
import { createFirstAdministrator } from './first-administrator.js';
import { lastMoment } from './last-moment.js';
import { endStart } from './refuse-to-start.js';
import { createServices } from '../app/services.js';
import { createLog } from '../platform/telemetry/log.js';

const SHORTEST_PAUSE = SECOND;
const LONGEST_PAUSE = 30 * SECOND;
// A worker that lived so long did not die of its start.
const HEALTHY_AFTER = MINUTE;
const FOR_THE_SIGNAL = 2 * SECOND;

/**
 * Keeps `config.workers` processes that share one port. It serves nothing itself and holds no state: it migrates
 * once, replaces workers that die, and passes signals on.
 */
export async function superviseWorkers(config: Config): Promise<void> {
  const log = createLog(config);
  try {
    await prepareDatabase(config, log);
    if (config.metrics) {
      const { AggregatorRegistry } = await import('prom-client');
      const { serveMetrics } = await import('../platform/telemetry/metrics-server.js');
      const workers = new AggregatorRegistry();
      await serveMetrics(config.metrics, () => workers.clusterMetrics());
    }
  } catch (error) {
    endStart(log, error);
  }
  const pool = new WorkerPool(log, lastMoment(config) + FOR_THE_SIGNAL);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      void pool.stop().then((clean) => process.exit(clean ? 0 : 1));
    });
  }
  const url = await pool.start(config.workers);
  process.stdout.write(`\n  Latchkey is running at ${url}, in ${config.workers} processes\n\n`);
  log.info({ workers: config.workers, url }, 'listening');
}

async function prepareDatabase(config: Config, log: Logger): Promise<void> {
  const database = await openDatabase({ ...config.database, poolSize: 2 });
  try {
    const publicUrl = config.publicUrl ?? 'http://localhost';
    const services = await createServices({ config, database, clock: systemClock, log, publicUrl });
    await createFirstAdministrator(services, config);
  } finally {
    await database.close();
  }
}

class WorkerPool {
  private stopping = false;
  private pause = SHORTEST_PAUSE;

  constructor(
    private readonly log: Logger,
    /** Milliseconds that a worker is given to end by itself. */
    private readonly patience: number,
  ) {}

  /** Resolves to the address when all serve; one that cannot even start stops the whole start. */
  async start(count: number): Promise<string> {
    const urls = await Promise.all(
      Array.from({ length: count }, async () => {
        const worker = cluster.fork();
        const url = await ready(worker);
        // What it said itself has been printed.
        if (url === undefined && !this.stopping) process.exit(1);
        this.replaceWhenDead(worker);
        return url;
      }),
    );
    return urls[0] ?? '';
  }

  /** Lets every worker finish its requests. False when one did not end well. */
  async stop(): Promise<boolean> {
    this.stopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const ends = await Promise.all(
      workers.map(async (worker) => {
        const exited = new Promise<boolean>((resolve) =>
          // By the signal itself: it had not begun to serve.
          worker.once('exit', (code, signal) => resolve(code === 0 || signal === 'SIGTERM')),
        );
        worker.process.kill('SIGTERM');
        // One that does not even come round to its own end.
        setTimeout(() => worker.process.kill('SIGKILL'), this.patience).unref();
        return exited;
      }),
    );
    return ends.every(Boolean);
  }

  private replaceWhenDead(worker: Worker): void {
    const born = systemClock.now();
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.stopping) return;
      if (systemClock.now() - born >= HEALTHY_AFTER) this.pause = SHORTEST_PAUSE;
      const { pause } = this;
      this.pause = Math.min(2 * pause, LONGEST_PAUSE);
      this.log.error({ worker: worker.process.pid, code, signal, pause }, 'a worker died; another follows');
      setTimeout(() => {
        if (!this.stopping) this.replaceWhenDead(cluster.fork());
      }, pause);
    });
  }
}

/** The worker's address once it serves; undefined when it ends before. */
const ready = (worker: Worker): Promise<string | undefined> =>
  new Promise((resolve) => {
    // prom-client's messages come by the same channel.
    worker.on('message', (message: { ready?: string }) => {
      if (message.ready !== undefined) resolve(message.ready);
    });
    worker.once('exit', () => resolve(undefined));
  });
