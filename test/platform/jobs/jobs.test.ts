import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JobRow } from '../../../server/platform/jobs/agenda-backend/job-row.entity.js';
import type { FinishedRun, JobDefinition } from '../../../server/platform/jobs/job-runner.js';
import { JobsService, type JobState } from '../../../server/platform/jobs/jobs.service.js';
import { administrator, createAccount, signedIn } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

const MINUTE = 60_000;
const log = pino({ level: 'silent' });

let server: TestServer;
let started: JobsService[];
beforeEach(async () => {
  server = await startTestServer();
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((jobs) => jobs.stop(MINUTE)));
  await server.stop();
});

/** A server's jobs; several of them on one database are several servers. */
async function another(...definitions: JobDefinition[]): Promise<JobsService> {
  const { database } = server.app;
  const jobs = new JobsService(database, log, {
    pollEvery: 50,
    lockLasts: MINUTE,
  });
  for (const definition of definitions) jobs.define(definition);
  await jobs.start();
  started.push(jobs);
  return jobs;
}

/** The next run of any job that ends there. */
const nextRun = (jobs: JobsService): Promise<FinishedRun> => new Promise((resolve) => jobs.onFinish(resolve));

const soon = { timeout: 30_000, interval: 10 };

const row = (name: string): Promise<JobRow> =>
  server.app.database.manager.findOneByOrFail(JobRow, { singleName: name });

test('a job with a schedule waits for it, is shown, and can be run before', async () => {
  const jobs = await another({
    name: 'tidy',
    schedule: '0 1 * * *',
    run: () => Promise.resolve({ rows: 7 }),
  });
  const [before] = await jobs.list();
  expect(before).toMatchObject({ name: 'tidy', schedule: '0 1 * * *', timeZone: 'UTC', lastRunAt: null });
  expect(new Date(before!.nextRunAt!).toISOString()).toMatch(/T01:00:00.000Z$/);
  const ended = nextRun(jobs);
  await jobs.soon('tidy');
  expect(await ended).toMatchObject({ name: 'tidy', error: undefined, result: { rows: 7 } });
  const [after] = await jobs.list();
  expect(after).toMatchObject({ failReason: null, result: { rows: 7 } });
  expect(after!.lastFinishedAt).toBeGreaterThanOrEqual(after!.lastRunAt!);
});

test('the schedule counts in its own time zone', async () => {
  const jobs = await another({
    name: 'tidy',
    schedule: '0 1 * * *',
    timeZone: 'Asia/Kolkata',
    run: () => Promise.resolve(undefined),
  });
  const [{ nextRunAt }] = (await jobs.list()) as [JobState];
  expect(new Date(nextRunAt!).toISOString()).toMatch(/T19:30:00.000Z$/);
});

test('a run that was missed is made up for at the next start, and a new schedule counts from now', async () => {
  let runs = 0;
  const run = () => Promise.resolve({ runs: ++runs });
  const definition = { name: 'tidy', schedule: '0 1 * * *', run };
  const first = await another(definition);
  await first.stop(MINUTE);
  await server.app.database.manager.update(
    JobRow,
    { singleName: 'tidy' },
    { nextRunAt: Date.now() - MINUTE },
  );
  const second = await another(definition);
  await expect.poll(() => runs, soon).toBe(1);
  await second.stop(MINUTE);
  const missed = Date.now() - MINUTE;
  await server.app.database.manager.update(JobRow, { singleName: 'tidy' }, { nextRunAt: missed });
  const third = await another({ ...definition, schedule: '0 2 * * *' });
  const [{ nextRunAt }] = (await third.list()) as [JobState];
  expect(new Date(nextRunAt!).toISOString()).toMatch(/T02:00:00.000Z$/);
  expect(runs).toBe(1);
});

test('of many servers one runs it', async () => {
  let runs = 0;
  const run = () => Promise.resolve({ runs: ++runs });
  const definition = { name: 'tidy', schedule: '0 1 * * *', run };
  await (await another(definition)).stop(MINUTE);
  await server.app.database.manager.update(
    JobRow,
    { singleName: 'tidy' },
    { nextRunAt: Date.now() - MINUTE },
  );
  const servers = await Promise.all([1, 2, 3, 4].map(() => another(definition)));
  await expect.poll(async () => (await servers[0]!.list())[0]!.result, soon).toEqual({ runs: 1 });
  await Promise.all(servers.map((jobs) => jobs.stop(MINUTE)));
  expect(runs).toBe(1);
});

test('work that comes while a job runs is not forgotten: it runs once more', async () => {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  let runs = 0;
  const jobs = await another({
    name: 'drain',
    async run() {
      runs++;
      await released;
      return undefined;
    },
  });
  await jobs.soon('drain');
  await expect.poll(() => runs, soon).toBe(1);
  await jobs.soon('drain');
  release();
  await expect.poll(() => runs, soon).toBe(2);
});

test('a failure is shown and leaves the next regular run as it is; success clears it', async () => {
  let fails = true;
  const jobs = await another({
    name: 'tidy',
    schedule: '0 1 * * *',
    run: () => (fails ? Promise.reject(new Error('The disk is full')) : Promise.resolve({ rows: 1 })),
  });
  let ended = nextRun(jobs);
  await jobs.soon('tidy');
  expect((await ended).error?.message).toBe('The disk is full');
  const [failed] = await jobs.list();
  expect(failed).toMatchObject({ failReason: 'The disk is full', result: null });
  fails = false;
  ended = nextRun(jobs);
  await jobs.soon('tidy');
  await ended;
  expect((await jobs.list())[0]).toMatchObject({ failReason: null, result: { rows: 1 } });
});

test('jobs with data run once each, and are gone when they went well', async () => {
  const seen: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    void another({
      name: 'deliver',
      run({ data }) {
        seen.push(data);
        if (seen.length === 3) resolve();
        return Promise.resolve(undefined);
      },
    }).then((jobs) => Promise.all([1, 2, 3].map((n) => jobs.soon('deliver', { n }))));
  });
  await all;
  await started[0]!.stop(MINUTE);
  expect(seen).toHaveLength(3);
  expect(seen).toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }, { n: 3 }]));
});

test('a job with data that fails is tried again later', async () => {
  const jobs = await another({ name: 'deliver', run: () => Promise.reject(new Error('No route')) });
  const ended = nextRun(jobs);
  await jobs.soon('deliver', { n: 1 });
  await ended;
  await jobs.stop(MINUTE);
  const [kept] = await server.app.database.manager.findBy(JobRow, { name: 'deliver', failCount: 1 });
  expect(kept).toMatchObject({ failReason: 'No route', lockedAt: null });
  expect(kept!.nextRunAt).toBeGreaterThan(Date.now());
});

test('a stopping server asks its jobs to stop and hands them back for others', async () => {
  let handedOver = false;
  const definition = {
    name: 'long',
    async run({ signal }: { signal: AbortSignal }) {
      if (handedOver) return { done: true };
      // It may be asked to before it has begun.
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      handedOver = true;
      throw signal.reason as Error;
    },
  };
  const stopping = await another(definition);
  await stopping.soon('long');
  await expect.poll(async () => (await stopping.list())[0]!.lastRunAt, soon).not.toBeNull();
  await stopping.stop(MINUTE);
  expect(await row('long')).toMatchObject({ lockedAt: null, failReason: null });
  const other = await another(definition);
  await expect.poll(async () => (await other.list())[0]!.result, soon).toEqual({ done: true });
});

test('administrators see jobs and run them after proving themselves; an unknown name is NOT_FOUND', async () => {
  server.app.services.jobs.define({ name: 'probe', run: () => Promise.resolve({ probes: 1 }) });
  const ended = nextRun(server.app.services.jobs);
  const admin = await administrator(server);
  const RUN = 'mutation ($name: String!) { runJob(name: $name) { name schedule nextRunAt failReason } }';
  const { runJob } = await admin.data<{ runJob: unknown }>(RUN, { name: 'probe' });
  expect(runJob).toMatchObject({ name: 'probe', schedule: null, failReason: null });
  await ended;
  const { jobs } = await admin.data<{ jobs: { name: string; lastRunAt: string }[] }>(
    '{ jobs { name running lastRunAt lastFinishedAt lastDurationMs lastResult failReason } }',
  );
  const probe = jobs.find(({ name }) => name === 'probe');
  expect(probe).toMatchObject({ lastResult: { probes: 1 }, failReason: null });
  const { auditEvents } = await admin.data<{ auditEvents: { items: unknown[] } }>(
    '{ auditEvents(filter: { action: "job.run_requested" }) { items { details } } }',
  );
  expect(auditEvents.items).toEqual([{ details: { name: 'probe' } }]);
  expect(await admin.code(RUN, { name: 'no such' })).toBe('NOT_FOUND');

  await createAccount(admin, 'somebody');
  const somebody = server.client();
  await signedIn(somebody, 'somebody');
  expect(await somebody.code('{ jobs { name } }')).toBe('FORBIDDEN');
  expect(await somebody.code(RUN, { name: 'probe' })).toBe('FORBIDDEN');
  server.clock.advance(11 * MINUTE);
  expect(await admin.code(RUN, { name: 'probe' })).toBe('REAUTHENTICATION_REQUIRED');
});
