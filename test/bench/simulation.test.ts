import { expect, test } from 'vitest';
import {
  breaksFirst,
  Cluster,
  COMMITS,
  demand,
  NOTE_COMMITS,
  SLICES,
  STATEMENTS,
} from './simulation/cluster.mjs';
import { Cores, GroupCommit, Places } from './simulation/stations.mjs';
import { arrivals, exponential, randomNumbers, Timeline } from './simulation/timeline.mjs';

const CUSTOMERS = 300_000;

/** What is off by no more than so many hundredths. */
function expectNear(value: number, theory: number, percent: number): void {
  expect(Math.abs(value / theory - 1), `${value} instead of ${theory}`).toBeLessThan(percent / 100);
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const sumTo = (count: number, term: (n: number) => number): number =>
  Array.from({ length: count }, (_, n) => term(n)).reduce((sum, value) => sum + value, 0);

/** The part of those who are refused where nobody can wait. */
const erlangB = (servers: number, load: number): number =>
  load ** servers / factorial(servers) / sumTo(servers + 1, (n) => load ** n / factorial(n));

/** The part of those who have to wait where everybody can. */
function erlangC(servers: number, load: number): number {
  const all = ((load ** servers / factorial(servers)) * servers) / (servers - load);
  return all / (sumTo(servers, (n) => load ** n / factorial(n)) + all);
}

/** People who come to some places at a rate and stay for a time; with how long they waited on average. */
function queue(options: {
  places: number;
  room?: number;
  rate: number;
  serviceTime: (random: () => number) => number;
}): { places: Places; averageWait: number; time: number } {
  const timeline = new Timeline();
  const random = randomNumbers(7);
  const places = new Places(timeline, options.places, options.room);
  const until = CUSTOMERS / options.rate;
  let [waited, served] = [0, 0];
  function* visit() {
    const came = timeline.now;
    if (!((yield places.take) as boolean)) return;
    waited += timeline.now - came;
    served++;
    yield timeline.delay(options.serviceTime(random));
    places.giveBack();
  }
  const { rate } = options;
  timeline.start(
    arrivals({ timeline, random, rateAt: () => rate, highest: rate, until }, () => timeline.start(visit())),
  );
  timeline.run();
  return { places, averageWait: waited / served, time: timeline.now };
}

test('M/M/c: who comes waits as long as Erlang’s C says, and as many wait as Little’s law says', () => {
  const { places, averageWait } = queue({
    places: 4,
    rate: 3.2,
    serviceTime: (random) => exponential(random, 1),
  });
  expectNear(averageWait, erlangC(4, 3.2) / (4 - 3.2), 5);
  expectNear(places.waiting.average, 3.2 * averageWait, 2);
  expectNear(places.utilisation, 0.8, 1);
});

test('M/D/1: half of what it would be if times varied', () => {
  const { averageWait } = queue({ places: 1, rate: 0.8, serviceTime: () => 1 });
  expectNear(averageWait, 0.8 / (2 * (1 - 0.8)), 5);
});

test('without room to wait, as many are refused as Erlang’s B says', () => {
  const { places } = queue({ places: 5, room: 0, rate: 4, serviceTime: (random) => exponential(random, 1) });
  expectNear(places.refused / CUSTOMERS, erlangB(5, 4), 3);
});

test('one server with room for some: as many are refused as in M/M/1/K', () => {
  const { places } = queue({
    places: 1,
    room: 3,
    rate: 0.9,
    serviceTime: (random) => exponential(random, 1),
  });
  expectNear(places.refused / CUSTOMERS, ((1 - 0.9) * 0.9 ** 4) / (1 - 0.9 ** 5), 3);
});

test('the urgent on a core are served as if they were alone, the others as preemptive M/M/1 says', () => {
  const timeline = new Timeline();
  const random = randomNumbers(3);
  const cores = new Cores(timeline, 1);
  const [urgentRate, patientRate] = [0.3, 0.4];
  const spent = { urgent: 0, patient: 0 };
  const count = { urgent: 0, patient: 0 };
  function* visit(kind: 'urgent' | 'patient') {
    const came = timeline.now;
    yield cores.run(exponential(random, 1), kind === 'urgent');
    spent[kind] += timeline.now - came;
    count[kind]++;
  }
  for (const [kind, rate] of [
    ['urgent', urgentRate],
    ['patient', patientRate],
  ] as const) {
    const stream = { timeline, random, rateAt: () => rate, highest: rate, until: CUSTOMERS };
    timeline.start(arrivals(stream, () => timeline.start(visit(kind))));
  }
  timeline.run();
  expectNear(spent.urgent / count.urgent, 1 / (1 - urgentRate), 3);
  expectNear(spent.patient / count.patient, 1 / ((1 - urgentRate) * (1 - urgentRate - patientRate)), 5);
  expectNear(cores.utilisation, urgentRate + patientRate, 1);
});

test('commits of the same moment are written together', () => {
  const timeline = new Timeline();
  const disk = new GroupCommit(timeline, { first: 10, more: 1 });
  const ends: number[] = [];
  function* commit() {
    yield disk.commit;
    ends.push(timeline.now);
  }
  for (let each = 0; each < 4; each++) timeline.start(commit());
  timeline.run();
  // The first is being written when the others come.
  expect(ends).toEqual([10, 22, 22, 22]);
});

const CLUSTER = {
  seed: 1,
  servers: 3,
  cores: 4,
  workers: 4,
  hashesAtATime: 1,
  hashQueue: 100,
  connections: 10,
  nodes: 3,
  databaseCores: 4,
  appliers: 8,
  seconds: 20,
  settles: 5,
  peak: 1,
  signInsASecond: 200,
  checksASecond: 300,
  notesASecond: 100,
  times: {
    hash: 0.02,
    loopSlice: 0.008 / SLICES,
    loopCheck: 0.001,
    loopNote: 0.0005,
    statement: 0.004 / STATEMENTS,
    statementCheck: 0.0002,
    statementNote: 0.0003,
    apply: 0.0015 / COMMITS,
    applyNote: 0.0002,
    roundTrip: 0.0005,
    replicate: 0.001,
    commit: { first: 0.002, more: 0.0001 },
  },
};

test('below what it can do, the cluster is as busy as is asked of it, and refuses nobody', () => {
  const asked = demand(CLUSTER);
  const { utilisation, refused, signIns, latencies } = new Cluster(CLUSTER).run();
  expectNear(signIns, 200 * 15, 5);
  expect(refused).toBe(0);
  expect(latencies).toHaveLength(signIns);
  expectNear(utilisation.cores, asked.hashes + asked.loops, 4);
  expectNear(utilisation.database, asked.database, 4);
  expectNear(utilisation.commits, asked.commits, 4);
  // What is held while others are waited for comes on top.
  expect(utilisation.connections).toBeGreaterThan(asked.connections);
});

test('alone, a sign-in takes the time of its steps', () => {
  const { hash, loopSlice, statement, roundTrip, replicate, commit } = CLUSTER.times;
  const alone = { ...CLUSTER, signInsASecond: 0.5, checksASecond: 0, notesASecond: 0, seconds: 4000 };
  const { latencies } = new Cluster(alone).run();
  const steps =
    hash +
    SLICES * loopSlice +
    STATEMENTS * (statement + roundTrip) +
    COMMITS * (2 * roundTrip + replicate + commit.first);
  expectNear(sumTo(latencies.length, (n) => latencies[n]!) / latencies.length, steps, 2);
});

test('past what its cores can do, it signs in as many as they can, and refuses the others', () => {
  const overload = { ...CLUSTER, signInsASecond: 900, checksASecond: 0, notesASecond: 0, seconds: 20 };
  const { signIns, refused } = new Cluster(overload).run();
  // Who is refused costs the loop one slice.
  const { hash, loopSlice } = overload.times;
  const cores = overload.servers * overload.cores;
  const signedIn = (cores - 900 * loopSlice) / (hash + (SLICES - 1) * loopSlice);
  expectNear((signIns - refused) / 15, signedIn, 5);
});

test('what breaks first is what is asked for wholly at the least load', () => {
  const { name, times } = breaksFirst(CLUSTER);
  const { hashes, loops } = demand(CLUSTER);
  expect(name).toBe('cores');
  expectNear(times, 1 / (hashes + loops), 1);
  // The disk: as many commits a second as there are when groups have no end.
  const { commit } = CLUSTER.times;
  const wide = { ...CLUSTER, cores: 4000, databaseCores: 4000, appliers: 1e9, connections: 1e9 };
  const disk = breaksFirst(wide);
  expect(disk.name).toBe('commits');
  expectNear(disk.times * (200 * COMMITS + 100 * NOTE_COMMITS), 1 / commit.more, 1);
});

test('with few connections, these are what is waited for', () => {
  const far = { ...CLUSTER, times: { ...CLUSTER.times, roundTrip: 0.005 } };
  const narrow = { ...far, connections: 4 };
  const { hashes, loops, connections, database } = demand(narrow);
  expect(connections).toBeGreaterThan(Math.max(hashes + loops, database));
  expect(new Cluster(narrow).run().quantile(0.5)).toBeGreaterThan(2 * new Cluster(far).run().quantile(0.5));
});

test('where one thread applies what other nodes have written, those who commit wait for it', () => {
  const slow = { ...CLUSTER, appliers: 1 };
  const { hashes, loops, database, connections, appliers } = demand(slow);
  expect(appliers).toBeGreaterThan(Math.max(1, hashes + loops, database, connections));
  const signedIn = new Cluster(slow).run().quantile(0.5);
  expect(signedIn).toBeGreaterThan(2 * new Cluster(CLUSTER).run().quantile(0.5));
  // A single node applies nothing.
  expect(new Cluster({ ...slow, nodes: 1, databaseCores: 12 }).run().quantile(0.5)).toBeLessThan(
    signedIn / 2,
  );
});

test('a rush brings as many more people as its shape has, and the same seed brings the same ones', () => {
  const rush = { ...CLUSTER, peak: 2, settles: 0, checksASecond: 0, notesASecond: 0 };
  const first = new Cluster(rush).run();
  // On average one and a half times, for the rise and fall are those of a squared sine.
  expectNear(first.signIns, 1.5 * 200 * 20, 4);
  expect(new Cluster(rush).run().latencies).toEqual(first.latencies);
  expect(new Cluster({ ...rush, seed: 2 }).run().latencies).not.toEqual(first.latencies);
});
