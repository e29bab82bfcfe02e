import { once } from 'node:events';
import { Agenda, type Job, type JobNotification, type JobParameters, toJobId } from 'agenda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TypeOrmBackend } from '../../../server/platform/jobs/agenda-backend/typeorm-backend.js';

/** A backend on an empty store of its own; every further call of `create` is another process on the same store. */
export interface BackendFactory {
  create(): Promise<TypeOrmBackend>;
  clear(): Promise<void>;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const patient = { timeout: 30_000, interval: 10 };

const ago = (time: number): Date => new Date(Date.now() - time);
const inFuture = (time: number): Date => new Date(Date.now() + time);

const job = (more: Partial<JobParameters> = {}): JobParameters => ({
  name: 'work',
  priority: 0,
  nextRunAt: ago(SECOND),
  type: 'normal',
  data: {},
  ...more,
});

/** What Agenda 6 expects of any backend, and what its documentation promises its users. */
export function backendContract(factory: BackendFactory): void {
  let backend: TypeOrmBackend;
  let repository: TypeOrmBackend['repository'];
  beforeEach(async () => {
    await factory.clear();
    backend = await factory.create();
    ({ repository } = backend);
  });

  const claim = (name = 'work', lockLasts = 10 * MINUTE, from = repository) =>
    from.getNextJobToRun(name, inFuture(5 * SECOND), ago(lockLasts), undefined, undefined);
  const stored = async (id: unknown) => (await repository.getJobById(String(id)))!;

  describe('saving', () => {
    test('gives a new job an id and keeps all that was asked for', async () => {
      const asked = job({
        priority: 10,
        nextRunAt: inFuture(MINUTE),
        data: { deep: [{ text: 'é"\'%_' }], none: null },
        repeatInterval: 5000,
        repeatTimezone: 'Europe/Paris',
        repeatAt: '3:30am',
        startDate: ago(MINUTE),
        endDate: inFuture(MINUTE),
        skipDays: [0, 6],
        disabled: true,
      });
      const saved = await repository.saveJob(asked, { lastModifiedBy: 'tester' });
      expect(saved).toMatchObject({ ...asked, lastModifiedBy: 'tester' });
      expect(await stored(saved._id)).toMatchObject({ ...asked, _id: saved._id, lastModifiedBy: 'tester' });
    });

    test('tells data that is missing from data that is null', async () => {
      const missing = await repository.saveJob(job({ data: undefined }), undefined);
      const none = await repository.saveJob(job({ data: null }), undefined);
      expect((await stored(missing._id)).data).toBeUndefined();
      expect((await stored(none._id)).data).toBeNull();
    });

    test('changes the job that has the id, and leaves to the processor what is its own', async () => {
      const saved = await repository.saveJob(job(), undefined);
      const claimed = (await claim())!;
      await repository.saveJobState({ ...claimed, failCount: 2, failReason: 'why', progress: 50 }, undefined);
      const changed = await repository.saveJob({ ...saved, priority: 20, data: { n: 2 } }, undefined);
      expect(changed).toMatchObject({
        _id: saved._id,
        priority: 20,
        data: { n: 2 },
        failCount: 2,
        progress: 50,
      });
      expect(changed.lockedAt).toEqual(claimed.lockedAt);
    });

    test('does not bring back a job that was removed meanwhile', async () => {
      const saved = await repository.saveJob(job(), undefined);
      await repository.removeJobs({ id: saved._id! });
      expect(await repository.saveJob(saved, undefined)).toEqual(saved);
      expect((await repository.queryJobs()).total).toBe(0);
    });

    test('keeps one job of type single for each name, also when many save it at once', async () => {
      const others = await Promise.all([1, 2, 3, 4].map(() => factory.create()));
      const single = job({ type: 'single', nextRunAt: inFuture(MINUTE) });
      const ids = await Promise.all(
        others.map(
          async (other, n) => (await other.repository.saveJob({ ...single, data: { n } }, undefined))._id,
        ),
      );
      expect(new Set(ids).size).toBe(1);
      const later = await repository.saveJob({ ...single, nextRunAt: inFuture(2 * MINUTE) }, undefined);
      expect(later).toMatchObject({ _id: ids[0], type: 'single' });
      expect((await repository.queryJobs({ name: 'work' })).total).toBe(1);
    });

    test('a single job whose new time has come keeps the time it had', async () => {
      const time = inFuture(MINUTE);
      await repository.saveJob(job({ type: 'single', nextRunAt: time }), undefined);
      const again = await repository.saveJob(job({ type: 'single', nextRunAt: ago(1) }), undefined);
      expect(again.nextRunAt).toEqual(time);
      const moved = await repository.saveJob(
        job({ type: 'single', nextRunAt: inFuture(5 * MINUTE) }),
        undefined,
      );
      expect(moved.nextRunAt!.getTime()).toBeGreaterThan(time.getTime());
    });
  });

  describe('uniqueness', () => {
    const unique = { 'data.user.id': '7', 'data.kind': 'mail' };
    const data = { user: { id: '7' }, kind: 'mail' };

    test('a matching job is changed, with insertOnly left alone; another is inserted', async () => {
      const first = await repository.saveJob(job({ data: { ...data, n: 1 }, unique }), undefined);
      const second = await repository.saveJob(job({ data: { ...data, n: 2 }, unique }), undefined);
      expect(second).toMatchObject({ _id: first._id, data: { n: 2 } });
      const third = job({ data: { ...data, n: 3 }, unique, uniqueOpts: { insertOnly: true } });
      expect(await repository.saveJob(third, undefined)).toMatchObject({ _id: first._id, data: { n: 2 } });
      await repository.saveJob(
        job({ data: { ...data, user: { id: '8' } }, unique: { ...unique, 'data.user.id': '8' } }),
        undefined,
      );
      await repository.saveJob(job({ name: 'other', data, unique }), undefined);
      expect((await repository.queryJobs({ name: 'work' })).total).toBe(2);
      expect((await repository.queryJobs()).total).toBe(3);
    });

    test('values are told apart by type, and fields of the job itself can be asked for', async () => {
      for (const id of ['7', 7, true, null]) {
        await repository.saveJob(job({ data: { id }, unique: { 'data.id': id } }), undefined);
        await repository.saveJob(job({ data: { id }, unique: { 'data.id': id } }), undefined);
      }
      expect((await repository.queryJobs()).total).toBe(4);
      const nextRunAt = inFuture(MINUTE);
      const [one, two] = [await at(nextRunAt), await at(nextRunAt)];
      expect(two._id).toBe(one._id);
      expect((await at(inFuture(2 * MINUTE)))._id).not.toBe(one._id);
      function at(time: Date) {
        return repository.saveJob(
          job({ name: 'timed', nextRunAt: time, unique: { nextRunAt: time } }),
          undefined,
        );
      }
    });

    test('many processes that insert the same at once insert one', async () => {
      const others = await Promise.all([1, 2, 3, 4, 5].map(() => factory.create()));
      const ids = await Promise.all(
        others.map(async (other) => (await other.repository.saveJob(job({ data, unique }), undefined))._id),
      );
      expect(new Set(ids).size).toBe(1);
    });

    test('a job that no longer matches does not stand in the way', async () => {
      const nextRunAt = inFuture(MINUTE);
      const first = await repository.saveJob(job({ nextRunAt, unique: { nextRunAt } }), undefined);
      await repository.saveJob({ ...first, nextRunAt: inFuture(2 * MINUTE) }, undefined);
      const second = await repository.saveJob(job({ nextRunAt, unique: { nextRunAt } }), undefined);
      expect(second._id).not.toBe(first._id);
    });

    test('debounce, trailing: each save pushes the run on, up to maxWait; a burst after the run begins anew', async () => {
      const save = (n: number, more = {}) =>
        repository.saveJob(
          job({ data: { ...data, n }, unique, uniqueOpts: { debounce: { delay: MINUTE, ...more } } }),
          undefined,
        );
      const first = await save(1);
      const second = await save(2);
      expect(second).toMatchObject({
        _id: first._id,
        data: { n: 2 },
        debounceStartedAt: first.debounceStartedAt,
      });
      expect(second.nextRunAt!.getTime()).toBeGreaterThanOrEqual(first.nextRunAt!.getTime());
      expect(second.nextRunAt!.getTime()).toBeGreaterThan(Date.now() + 50 * SECOND);
      const forced = await save(3, { maxWait: 0 });
      expect(forced.nextRunAt!.getTime()).toBeLessThanOrEqual(Date.now());
      const claimed = (await claim())!;
      await repository.saveJobState(
        { ...claimed, nextRunAt: null, lastRunAt: ago(1), lastFinishedAt: new Date() },
        undefined,
      );
      const anew = await save(4, { maxWait: 10 * MINUTE });
      expect(anew.nextRunAt!.getTime()).toBeGreaterThan(Date.now() + 50 * SECOND);
    });

    test('debounce, leading: the first save keeps its time, the others only bring their data', async () => {
      const save = (n: number, nextRunAt: Date) =>
        repository.saveJob(
          job({
            nextRunAt,
            data: { ...data, n },
            unique,
            uniqueOpts: { debounce: { delay: MINUTE, strategy: 'leading' } },
          }),
          undefined,
        );
      const first = await save(1, ago(SECOND));
      const second = await save(2, inFuture(SECOND));
      expect(second).toMatchObject({ _id: first._id, nextRunAt: first.nextRunAt, data: { n: 2 } });
    });
  });

  describe('claiming', () => {
    test('takes what is due, earliest first, then by priority', async () => {
      const due = ago(MINUTE);
      const names: [string, Date, number][] = [
        ['second', due, 5],
        ['first', ago(2 * MINUTE), -10],
        ['fourth', due, -20],
        ['third', due, 0],
      ];
      for (const [order, nextRunAt, priority] of names) {
        await repository.saveJob(job({ nextRunAt, priority, data: { order } }), undefined);
      }
      const order = [await claim(), await claim(), await claim(), await claim(), await claim()];
      expect(order.map((claimed) => (claimed?.data as { order: string } | undefined)?.order)).toEqual([
        'first',
        'second',
        'third',
        'fourth',
        undefined,
      ]);
    });

    test.each([
      ['another name', { name: 'other' }],
      ['a name that differs in case', { name: 'WORK' }],
      ['a time to come', { nextRunAt: inFuture(MINUTE) }],
      ['no time', { nextRunAt: null }],
      ['being disabled', { disabled: true }],
    ])('passes over a job with %s', async (_, more) => {
      await repository.saveJob(job(more), undefined);
      expect(await claim()).toBeUndefined();
    });

    test('many processes at once claim every job once', async () => {
      const others = await Promise.all(Array.from({ length: 6 }, () => factory.create()));
      for (let n = 0; n < 40; n++) await repository.saveJob(job({ data: { n } }), undefined);
      const claims = await Promise.all(
        others.map(async (other) => {
          const got: unknown[] = [];
          for (;;) {
            const claimed = await claim('work', 10 * MINUTE, other.repository);
            if (!claimed) return got;
            got.push(claimed._id);
          }
        }),
      );
      const all = claims.flat();
      expect(new Set(all).size).toBe(all.length);
      expect(all).toHaveLength(40);
    });

    test('a lock holds until it expires; then one process takes the job over, however many look', async () => {
      await repository.saveJob(job(), undefined);
      const first = (await claim())!;
      expect(await claim()).toBeUndefined();
      const others = await Promise.all([1, 2, 3, 4].map(() => factory.create()));
      const taken = await Promise.all(others.map((other) => claim('work', -SECOND, other.repository)));
      // Each look finds the lock expired, and yet one after the other holds it.
      expect(taken.some((claimed) => claimed?._id === first._id)).toBe(true);
      await expect(repository.saveJobState(first, undefined)).rejects.toThrow('taken it over');
    });

    test('who lost a job can neither write its state, renew its lock, nor unlock it', async () => {
      const saved = await repository.saveJob(job(), undefined);
      const lost = (await claim())!;
      await new Promise((resolve) => setImmediate(resolve));
      const other = await factory.create();
      await expect.poll(async () => (await claim('work', 0, other.repository))?._id, patient).toBe(saved._id);
      const held = (await stored(saved._id)).lockedAt;
      const { lockedAt: _, ...ended } = lost;
      await expect(repository.saveJobState({ ...ended, failReason: 'late' }, undefined)).rejects.toThrow();
      await repository.unlockJob(lost);
      expect(await stored(saved._id)).toMatchObject({ lockedAt: held });
      expect((await stored(saved._id)).failReason).toBeUndefined();
    });

    test('a repeating job that was interrupted is due at once, not at its next regular time', async () => {
      const saved = await repository.saveJob(job({ repeatInterval: '0 1 * * *', type: 'single' }), undefined);
      const claimed = (await claim())!;
      await repository.saveJobState(
        { ...claimed, lastRunAt: ago(MINUTE), nextRunAt: inFuture(MINUTE) },
        undefined,
      );
      const taken = (await claim('work', -SECOND))!;
      expect(taken._id).toBe(saved._id);
      expect(taken.nextRunAt!.getTime()).toBeLessThanOrEqual(Date.now());
    });

    test('a next run that is asked for during a run outlives its end', async () => {
      const saved = await repository.saveJob(job(), undefined);
      const running = (await claim())!;
      await repository.saveJobState(
        Object.assign(running, { nextRunAt: null, lastRunAt: new Date() }),
        undefined,
      );
      const asked = inFuture(MINUTE);
      await repository.saveJob({ ...saved, nextRunAt: asked }, undefined);
      await repository.saveJobState(
        Object.assign(running, { lockedAt: undefined, lastFinishedAt: new Date() }),
        undefined,
      );
      const left = await stored(saved._id);
      expect(left.nextRunAt).toEqual(asked);
      expect(left.lockedAt).toBeUndefined();
    });

    test('lockJob claims one job as it was seen; unlockJob and unlockJobs let go', async () => {
      const one = await repository.saveJob(job(), undefined);
      const two = await repository.saveJob(job(), undefined);
      const locked = await repository.lockJob(one, undefined);
      expect(locked?.lockedAt).toBeInstanceOf(Date);
      expect(await repository.lockJob(one, undefined)).toBeUndefined();
      expect(await repository.lockJob({ ...two, nextRunAt: inFuture(1) }, undefined)).toBeUndefined();
      await repository.unlockJob(locked!);
      expect((await stored(one._id)).lockedAt).toBeUndefined();
      await repository.lockJob(one, undefined);
      await repository.lockJob(two, undefined);
      await repository.unlockJobs([one._id!, two._id!]);
      await repository.unlockJobs([]);
      expect((await stored(one._id)).lockedAt).toBeUndefined();
      expect((await stored(two._id)).lockedAt).toBeUndefined();
    });

    test('state of a job that is gone is refused', async () => {
      const saved = await repository.saveJob(job(), undefined);
      await repository.removeJobs({ id: saved._id! });
      await expect(repository.saveJobState(saved, undefined)).rejects.toThrow();
    });
  });

  describe('looking up', () => {
    beforeEach(async () => {
      const past = { lastRunAt: ago(MINUTE), lastFinishedAt: ago(SECOND) };
      await repository.saveJob(
        job({ name: 'alpha', priority: 10, nextRunAt: inFuture(MINUTE), data: { n: 1, of: { x: 1, y: 2 } } }),
        undefined,
      );
      await repository.saveJob(
        job({ name: 'beta', priority: 5, nextRunAt: ago(MINUTE), data: { n: 2 } }),
        undefined,
      );
      await repository.saveJob(
        job({ name: 'alpha', priority: 15, nextRunAt: null, data: { n: 3 }, ...past }),
        undefined,
      );
      await repository.saveJob(
        job({ name: 'gamma', repeatInterval: '1 hour', nextRunAt: inFuture(MINUTE), data: { n: 4 } }),
        undefined,
      );
      await repository.saveJob(
        job({
          name: 'gamma',
          nextRunAt: null,
          data: { n: 5 },
          ...past,
          failedAt: ago(SECOND),
          failReason: 'why',
        }),
        undefined,
      );
      await repository.saveJob(
        job({ name: 'Beta', disabled: true, nextRunAt: ago(MINUTE), data: { n: 6 } }),
        undefined,
      );
    });
    const numbers = async (options: Parameters<TypeOrmBackend['repository']['queryJobs']>[0]) =>
      (await repository.queryJobs(options)).jobs.map(({ data }) => (data as { n: number }).n);

    test('by name, names, text, id, data and state', async () => {
      expect(await numbers({ name: 'alpha' })).toEqual(expect.arrayContaining([1, 3]));
      expect(await numbers({ names: ['beta', 'gamma'] })).toHaveLength(3);
      expect((await numbers({ search: 'BET' })).toSorted()).toEqual([2, 6]);
      expect(await numbers({ search: '%' })).toEqual([]);
      expect((await numbers({ includeDisabled: false })).toSorted()).toEqual([1, 2, 3, 4, 5]);
      expect(await numbers({ data: { n: 2 } })).toEqual([2]);
      expect(await numbers({ data: { of: { y: 2 } } })).toEqual([1]);
      const id = (await repository.queryJobs({ data: { n: 3 } })).jobs[0]!._id;
      expect(await numbers({ id })).toEqual([3]);
      expect(await numbers({ ids: [id] })).toEqual([3]);
      expect(await numbers({ state: 'scheduled' })).toEqual([1]);
      expect((await numbers({ state: 'queued' })).toSorted()).toEqual([2, 6]);
      expect(await numbers({ state: 'completed' })).toEqual([3]);
      expect(await numbers({ state: 'repeating' })).toEqual([4]);
      expect(await numbers({ state: 'failed' })).toEqual([5]);
      expect(await numbers({ state: 'paused' })).toEqual([6]);
      await claim('beta');
      expect(await numbers({ state: 'running' })).toEqual([2]);
    });

    test('the state of each is what Agenda computes', async () => {
      const { jobs } = await repository.queryJobs({ sort: { data: 'asc' } });
      expect(jobs.map(({ state }) => state)).toEqual([
        'scheduled',
        'queued',
        'completed',
        'repeating',
        'failed',
        'queued',
      ]);
    });

    test('sorted, in pages, with the total of all', async () => {
      expect(await numbers({ sort: { priority: 'desc' }, limit: 3 })).toEqual([3, 1, 2]);
      expect(await numbers({ sort: { priority: 'asc', data: 'asc' }, skip: 3 })).toEqual([2, 1, 3]);
      expect(await numbers({ sort: { data: 'desc' }, skip: 1, limit: 2 })).toEqual([5, 4]);
      expect(await repository.queryJobs({ limit: 1 })).toMatchObject({ total: 6 });
      const times = (await repository.queryJobs({ sort: { nextRunAt: 'asc' } })).jobs.map(
        ({ nextRunAt }) => nextRunAt,
      );
      expect(times.slice(-2)).toEqual([null, null]);
      expect(times[0]!.getTime()).toBeLessThan(times[3]!.getTime());
    });

    test('names, counts by state, and the length of the queue', async () => {
      expect((await repository.getDistinctJobNames()).toSorted()).toEqual(['Beta', 'alpha', 'beta', 'gamma']);
      expect(await repository.getQueueSize()).toBe(2);
      const overview = await repository.getJobsOverview();
      const none = {
        total: 1,
        running: 0,
        scheduled: 0,
        queued: 0,
        completed: 0,
        failed: 0,
        repeating: 0,
        paused: 0,
      };
      expect(overview.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
        { ...none, name: 'Beta', queued: 1, paused: 1 },
        { ...none, name: 'alpha', total: 2, scheduled: 1, completed: 1 },
        { ...none, name: 'beta', queued: 1 },
        { ...none, name: 'gamma', total: 2, repeating: 1, failed: 1 },
      ]);
    });

    test('removing, disabling and enabling take every criterion; none given means none touched', async () => {
      for (const change of ['removeJobs', 'disableJobs', 'enableJobs'] as const) {
        expect(await repository[change]({})).toBe(0);
        expect(await repository[change]({ name: 'no such' })).toBe(0);
      }
      expect(await repository.disableJobs({ name: 'alpha', data: { n: 1 } })).toBe(1);
      expect((await numbers({ state: 'paused' })).toSorted()).toEqual([1, 6]);
      expect(await repository.enableJobs({ names: ['alpha', 'Beta'] })).toBe(3);
      expect(await numbers({ state: 'paused' })).toEqual([]);
      expect(await repository.removeJobs({ data: { n: 5 } })).toBe(1);
      const { jobs } = await repository.queryJobs({ name: 'beta' });
      expect(await repository.removeJobs({ id: jobs[0]!._id })).toBe(1);
      expect(await repository.removeJobs({ notNames: ['alpha', 'gamma'] })).toBe(1);
      expect(await repository.removeJobs({ ids: [jobs[0]!._id] })).toBe(0);
      expect((await numbers({})).toSorted()).toEqual([1, 3, 4]);
      expect(await repository.purgeAllJobs()).toBe(3);
      expect(await repository.getJobById('no such')).toBeNull();
    });
  });

  describe('notifying', () => {
    const channel = () => backend.notificationChannel;
    const notification = (more: Partial<JobNotification> = {}): JobNotification => ({
      jobId: toJobId('one'),
      jobName: 'work',
      nextRunAt: ago(SECOND),
      priority: 5,
      timestamp: new Date(),
      source: 'tester',
      ...more,
    });
    afterEach(() => channel().disconnect());

    test('connects and disconnects, and says so', async () => {
      const states: string[] = [];
      channel().on('stateChange', (state: string) => states.push(state));
      expect(channel().state).toBe('disconnected');
      await channel().connect();
      expect(channel().state).toBe('connected');
      await channel().disconnect();
      expect(states.at(-1)).toBe('disconnected');
      await expect(channel().publish(notification())).rejects.toThrow();
      await expect(
        channel().publishState({
          type: 'start',
          jobId: toJobId('one'),
          jobName: 'work',
          timestamp: new Date(),
        }),
      ).rejects.toThrow();
    });

    test('what is published reaches every subscriber until it unsubscribes, as it is', async () => {
      await channel().connect();
      const [one, two]: [JobNotification[], JobNotification[]] = [[], []];
      const unsubscribe = channel().subscribe((got) => void one.push(got));
      channel().subscribe((got) => void two.push(got));
      const first = notification({ nextRunAt: null });
      await channel().publish(first);
      unsubscribe();
      await channel().publish(notification({ jobName: 'other' }));
      expect(one).toEqual([first]);
      expect(two).toHaveLength(2);
      const states: unknown[] = [];
      const unsubscribeState = channel().subscribeState((got) => void states.push(got));
      const failed = {
        type: 'fail' as const,
        jobId: toJobId('one'),
        jobName: 'work',
        timestamp: new Date(),
        error: 'why',
      };
      await channel().publishState(failed);
      unsubscribeState();
      await channel().publishState(failed);
      expect(states).toEqual([failed]);
    });

    test('a process learns of what another one has saved and is due', async () => {
      await channel().connect();
      const got: JobNotification[] = [];
      channel().subscribe((one) => void got.push(one));
      const other = await factory.create();
      const saved = await other.repository.saveJob(job({ priority: 7 }), undefined);
      await other.repository.saveJob(job({ name: 'later', nextRunAt: inFuture(MINUTE) }), undefined);
      await other.repository.saveJob(job({ name: 'disabled', disabled: true }), undefined);
      await expect.poll(() => got.length, patient).toBeGreaterThan(0);
      expect(got[0]).toMatchObject({
        jobId: saved._id,
        jobName: 'work',
        nextRunAt: saved.nextRunAt,
        priority: 7,
      });
      expect(got.every(({ jobName }) => jobName === 'work')).toBe(true);
    });

    test('Agenda starts what another process has saved without waiting for its next poll', async () => {
      const other = await factory.create();
      const [saving, running] = [
        new Agenda({ backend: other, processEvery: 10 * MINUTE }),
        new Agenda({ backend, processEvery: 10 * MINUTE }),
      ];
      let runs = 0;
      running.define('work', () => {
        runs++;
      });
      await running.start();
      await saving.now('work');
      await expect.poll(() => runs, patient).toBe(1);
      await running.stop();
    });
  });

  describe('with Agenda', () => {
    let running: Agenda[];
    beforeEach(() => {
      running = [];
    });
    afterEach(async () => {
      await Promise.all(running.map((agenda) => agenda.stop()));
    });

    function agendaOf(options: Partial<ConstructorParameters<typeof Agenda>[0]> = {}): Agenda {
      const agenda = new Agenda({ backend, processEvery: 50, ...options });
      running.push(agenda);
      return agenda;
    }

    test('now, schedule and every run when they should, with their data', async () => {
      const agenda = agendaOf();
      const seen: unknown[] = [];
      agenda.define('work', (found: Job) => void seen.push(found.attrs.data));
      agenda.define('repeat', (found: Job) => void seen.push(found.attrs.data));
      await agenda.start();
      await agenda.now('work', { n: 1 });
      await agenda.schedule(inFuture(100), 'work', { n: 2 });
      await agenda.schedule('in 2 days', 'work', { n: 3 });
      await agenda.every(100, 'repeat', { again: true });
      await expect
        .poll(() => seen.filter((data) => (data as { again?: true }).again).length, patient)
        .toBeGreaterThan(1);
      await expect.poll(() => seen, patient).toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }]));
      expect(seen).not.toContainEqual({ n: 3 });
    });

    test('every: cron expressions in their time zone; the same again changes the one job', async () => {
      const agenda = agendaOf();
      await agenda.every('30 2 * * *', 'nightly', undefined, { timezone: 'Asia/Tokyo' });
      const again = await agenda.every('30 3 * * *', 'nightly', undefined, { timezone: 'Asia/Tokyo' });
      expect(again.attrs.nextRunAt!.toISOString()).toMatch(/T18:30:00.000Z$/);
      expect((await agenda.queryJobs({ name: 'nightly' })).total).toBe(1);
      await agenda.every(5000, ['one', 'two']);
      expect((await stored((await agenda.queryJobs({ name: 'one' })).jobs[0]!._id)).repeatInterval).toBe(
        5000,
      );
    });

    test('a failure is kept, counted, and not run again by itself; success clears the count', async () => {
      const agenda = agendaOf();
      let fails = true;
      agenda.define('work', () => {
        if (fails) throw new Error('broken');
      });
      await agenda.start();
      const { attrs } = await agenda.now('work');
      await expect.poll(async () => (await stored(attrs._id)).failCount, patient).toBe(1);
      const failed = await stored(attrs._id);
      expect(failed).toMatchObject({ failReason: 'broken', nextRunAt: null });
      expect(failed.failedAt).toEqual(failed.lastFinishedAt);
      fails = false;
      await repository.saveJob({ ...failed, nextRunAt: new Date() }, undefined);
      await expect.poll(async () => (await stored(attrs._id)).failCount, patient).toBe(0);
    });

    test('retries after the delays of its backoff, and gives up when it says so', async () => {
      const agenda = agendaOf();
      let runs = 0;
      agenda.define(
        'work',
        () => {
          runs++;
          throw new Error('broken');
        },
        { backoff: ({ attempt }) => (attempt < 3 ? 10 : null) },
      );
      const exhausted = once(agenda, 'retry exhausted:work');
      await agenda.start();
      await agenda.now('work');
      await exhausted;
      expect(runs).toBe(3);
    });

    test('concurrency and lock limits hold', async () => {
      const agenda = agendaOf({ maxConcurrency: 3 });
      let now = 0;
      let most = 0;
      let done = 0;
      let open!: () => void;
      const gate = new Promise<void>((resolve) => (open = resolve));
      agenda.define(
        'work',
        async () => {
          most = Math.max(most, ++now);
          await gate;
          now--;
          done++;
        },
        { concurrency: 2, lockLimit: 3 },
      );
      for (let n = 0; n < 8; n++) await agenda.now('work');
      await agenda.start();
      await expect.poll(() => now, patient).toBe(2);
      // One fetched too many is let go of at once.
      await expect.poll(async () => (await agenda.queryJobs({ state: 'running' })).total, patient).toBe(3);
      open();
      await expect.poll(() => done, patient).toBe(8);
      expect(most).toBe(2);
    });

    test('disabled jobs wait, enabled ones run', async () => {
      const agenda = agendaOf();
      let runs = 0;
      agenda.define('work', () => {
        runs++;
      });
      agenda.define('probe', () => undefined);
      await agenda.now('work');
      expect(await agenda.disable({ name: 'work' })).toBe(1);
      await agenda.start();
      const probed = once(agenda, 'complete:probe');
      await agenda.now('probe');
      await probed;
      expect(runs).toBe(0);
      expect(await agenda.enable({ name: 'work' })).toBe(1);
      await expect.poll(() => runs, patient).toBe(1);
    });

    test('touch renews the lock and keeps progress; a run that does not is ended by Agenda', async () => {
      const agenda = agendaOf({ defaultLockLifetime: 100 });
      const errors: Error[] = [];
      agenda.on('error', (error: Error) => errors.push(error));
      let finish!: () => void;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      agenda.define('stuck', () => finished);
      agenda.define('alive', async (found: Job) => {
        await found.touch(42);
      });
      await agenda.start();
      const alive = await agenda.now('alive');
      await expect.poll(async () => (await stored(alive.attrs._id)).progress, patient).toBe(42);
      await agenda.now('stuck');
      await expect.poll(() => errors.map(({ message }) => message).join(), patient).toContain('canceled');
      finish();
    });

    test('cancel, purge and cancelAll remove jobs', async () => {
      const agenda = agendaOf();
      agenda.define('known', () => undefined);
      for (const name of ['known', 'orphan', 'orphan', 'other']) await agenda.schedule('in 1 hour', name);
      expect(await agenda.cancel({ name: 'other' })).toBe(1);
      expect(await agenda.purge()).toBe(2);
      expect((await agenda.queryJobs()).jobs.map(({ name }) => name)).toEqual(['known']);
      expect(await agenda.cancelAll()).toBe(1);
    });

    test('removeOnComplete removes what went well and does not repeat, and nothing else', async () => {
      const agenda = agendaOf({ removeOnComplete: true });
      agenda.define('work', (found: Job) => {
        if ((found.attrs.data as { fails?: true } | undefined)?.fails) throw new Error('broken');
      });
      agenda.define('repeat', () => undefined);
      await agenda.start();
      const [good, bad] = [await agenda.now('work', {}), await agenda.now('work', { fails: true })];
      await agenda.every('1 hour', 'repeat');
      await expect.poll(() => repository.getJobById(String(good.attrs._id)), patient).toBeNull();
      await expect.poll(async () => (await stored(bad.attrs._id)).failReason, patient).toBe('broken');
      await expect
        .poll(async () => (await agenda.queryJobs({ name: 'repeat' })).jobs[0]?.lastFinishedAt, patient)
        .toBeInstanceOf(Date);
    });

    test('stop unlocks what was only fetched, and what runs may end', async () => {
      const agenda = agendaOf({ defaultConcurrency: 1 });
      let open!: () => void;
      const gate = new Promise<void>((resolve) => (open = resolve));
      agenda.define('work', () => gate);
      const began = once(agenda, 'start:work');
      await agenda.now('work', { n: 1 });
      await agenda.now('work', { n: 2 });
      await agenda.start();
      await began;
      await expect.poll(async () => (await agenda.queryJobs({ state: 'running' })).total, patient).toBe(2);
      await repository.stopClaiming();
      await agenda.stop();
      expect((await agenda.queryJobs({ state: 'running' })).total).toBe(1);
      const ended = once(agenda, 'complete:work');
      open();
      await ended;
      expect((await agenda.queryJobs({ state: 'running' })).total).toBe(0);
    });

    test('drain waits for what runs', async () => {
      const agenda = agendaOf();
      let open!: () => void;
      const gate = new Promise<void>((resolve) => (open = resolve));
      agenda.define('work', () => gate);
      const began = once(agenda, 'start:work');
      const { attrs } = await agenda.now('work');
      await agenda.start();
      await began;
      const drained = agenda.drain({ closeConnection: false });
      open();
      expect(await drained).toMatchObject({ completed: 1, running: 0, timedOut: false });
      expect((await stored(attrs._id)).lastFinishedAt).toBeInstanceOf(Date);
    });

    test('two of them share the work, and each job runs once', async () => {
      const runs = new Map<number, number>();
      const define = (agenda: Agenda): void => {
        agenda.define(
          'work',
          (found: Job) => {
            const { n } = found.attrs.data as { n: number };
            runs.set(n, (runs.get(n) ?? 0) + 1);
          },
          { lockLimit: 4 },
        );
      };
      const [one, two] = [agendaOf(), agendaOf({ backend: await factory.create() })];
      define(one);
      define(two);
      for (let n = 0; n < 30; n++) await one.schedule(ago(SECOND), 'work', { n });
      await Promise.all([one.start(), two.start()]);
      await expect.poll(() => runs.size, patient).toBe(30);
      await expect.poll(async () => (await one.queryJobs({ state: 'completed' })).total, patient).toBe(30);
      expect([...runs.values()].every((count) => count === 1)).toBe(true);
    });
  });
}
