import { Cores, GroupCommit, Places } from './stations.mjs';
import { arrivals, exponential, randomNumbers, Timeline } from './timeline.mjs';

/** As sign-in goes by now: what each of its two requests asks the database before its transactions, and in them. */
const READ_FIRST = 1;
const COUNTED = 3;
const DECIDED = 10;
const VERIFIED = 15;
export const STATEMENTS = READ_FIRST + COUNTED + DECIDED + READ_FIRST + VERIFIED;
export const COMMITS = 3;
export const NOTE_COMMITS = 2;
// Of all connections of a process: the others are left to those who only read (Database.transaction).
const FOR_TRANSACTIONS = 0.75;

// Galera's flow control (gcs.fc_limit): a node that is so many behind halts those who commit elsewhere.
const MOST_BEHIND = 16;
export const SLICES = STATEMENTS + 2;

/**
 * What people ask for, as parts of what there is: above 1 it is more. Each part by itself, as if nobody waited but for
 * the disk (the law of utilisation), so the greatest is what breaks first.
 */
export function demand({
  servers,
  cores,
  workers,
  nodes,
  databaseCores,
  appliers,
  connections,
  times,
  ...config
}) {
  const { signInsASecond, checksASecond, notesASecond } = config;
  const { hash, loopSlice, loopCheck, loopNote, statement, statementCheck, statementNote } = times;
  const { apply, applyNote, roundTrip, replicate, commit } = times;
  const others = nodes - 1;
  const replicated = others > 0 ? roundTrip + replicate : 0;
  const commits = signInsASecond * COMMITS + notesASecond * NOTE_COMMITS;
  const toCommit = GroupCommit.usualTime(commit, commits);
  const statements = COUNTED + DECIDED + VERIFIED;
  const held =
    statements * (roundTrip + statement + loopSlice) + COMMITS * (roundTrip + replicated + toCommit);
  const onLoops =
    signInsASecond * SLICES * loopSlice + checksASecond * loopCheck + notesASecond * NOTE_COMMITS * loopNote;
  const onDatabase =
    signInsASecond * (STATEMENTS * statement + COMMITS * others * apply) +
    checksASecond * statementCheck +
    notesASecond * NOTE_COMMITS * (statementNote + others * applyNote);
  const applied =
    signInsASecond * COMMITS * (apply + toCommit) + notesASecond * NOTE_COMMITS * (applyNote + toCommit);
  return {
    hashes: (signInsASecond * hash) / (servers * cores),
    loops: onLoops / (servers * cores),
    database: onDatabase / (nodes * databaseCores),
    commits: commits * commit.more,
    appliers: (applied * others) / (nodes * appliers),
    connections: (signInsASecond * held) / (servers * workers * Math.floor(FOR_TRANSACTIONS * connections)),
  };
}

/** What is asked for wholly first, as load grows, and how many times the load that is. */
export function breaksFirst(config) {
  const { signInsASecond, checksASecond, notesASecond } = config;
  const asked = (times) => {
    const { hashes, loops, ...others } = demand({
      ...config,
      signInsASecond: signInsASecond * times,
      checksASecond: checksASecond * times,
      notesASecond: notesASecond * times,
    });
    return Object.entries({ cores: hashes + loops, ...others }).toSorted(
      ([, one], [, other]) => other - one,
    )[0];
  };
  let [within, beyond] = [0, 1];
  while (asked(beyond)[1] < 1) beyond *= 2;
  while (beyond - within > 0.001 * beyond) {
    const middle = (within + beyond) / 2;
    if (asked(middle)[1] < 1) within = middle;
    else beyond = middle;
  }
  return { name: asked(within)[0], times: within };
}

/** A process that serves: an event loop, threads for hashes, and connections to its node. */
class Worker {
  constructor(timeline, { cores, node, config }) {
    this.cores = cores;
    this.node = node;
    this.loop = new Places(timeline, 1);
    // Who holds one computes or waits to; the others are refused.
    this.signingIn = new Places(timeline, config.hashesAtATime + config.hashQueue, 0);
    this.hashing = new Places(timeline, config.hashesAtATime);
    this.transactions = new Places(timeline, Math.floor(FOR_TRANSACTIONS * config.connections));
  }

  *compute(time) {
    yield this.loop.take;
    yield this.cores.run(time, true);
    this.loop.giveBack();
  }

  *hash(time) {
    yield this.hashing.take;
    yield this.cores.run(time, false);
    this.hashing.giveBack();
  }
}

/** Servers that share three nodes of a database, and people who sign in on them; times are in seconds. */
export class Cluster {
  timeline = new Timeline();
  /** Until people stopped coming. */
  utilisation = { cores: 0, connections: 0, database: 0, commits: 0 };
  /**
   * Of those who came once it had settled, as their number and the refused are.
   * @type {number[]}
   */
  latencies = [];
  signIns = 0;
  refused = 0;

  constructor(config) {
    const { timeline } = this;
    this.config = config;
    this.random = randomNumbers(config.seed);
    this.nodes = Array.from({ length: config.nodes }, () => ({
      cores: new Cores(timeline, config.databaseCores),
      disk: new GroupCommit(timeline, config.times.commit),
      appliers: new Places(timeline, config.appliers),
      received: new Places(timeline, config.appliers + MOST_BEHIND),
    }));
    this.servers = Array.from({ length: config.servers }, () => new Cores(timeline, config.cores));
    this.workers = this.servers.flatMap((cores, server) =>
      Array.from(
        { length: config.workers },
        () => new Worker(timeline, { cores, node: this.nodes[server % config.nodes], config }),
      ),
    );
  }

  /** People come for so long; what they began is let end. */
  run() {
    const { timeline, random } = this;
    const { seconds, signInsASecond, checksASecond, notesASecond, peak } = this.config;
    const shape = (time) => 1 + (peak - 1) * Math.sin((Math.PI * time) / seconds) ** 2;
    const flow = (rate, process) => {
      if (rate === 0) return;
      const stream = {
        timeline,
        random,
        rateAt: (time) => rate * shape(time),
        highest: rate * peak,
        until: seconds,
      };
      timeline.start(arrivals(stream, () => timeline.start(process())));
    };
    flow(signInsASecond, () => this.signIn());
    flow(checksASecond, () => this.check());
    flow(notesASecond, () => this.note());
    timeline.run(seconds);
    this.utilisation = this.#utilisation();
    timeline.run();
    return this;
  }

  /** How long a sign-in took at most for this part of them. */
  quantile(part) {
    const sorted = Float64Array.from(this.latencies).sort();
    return sorted[Math.floor(sorted.length * part)] ?? NaN;
  }

  /** Password, and code: without the time in which the person types it. */
  *signIn() {
    const { loopSlice, hash, apply } = this.config.times;
    const began = this.timeline.now;
    const counts = began >= this.config.settles;
    if (counts) this.signIns++;
    const worker = this.#anyWorker();
    yield* worker.compute(loopSlice);
    if (!(yield worker.signingIn.take)) {
      if (counts) this.refused++;
      return;
    }
    yield* this.#read(worker, READ_FIRST);
    yield* this.#transaction(worker, COUNTED, apply);
    yield* worker.hash(hash);
    yield* this.#transaction(worker, DECIDED, apply);
    worker.signingIn.giveBack();
    const other = this.#anyWorker();
    yield* other.compute(loopSlice);
    yield* this.#read(other, READ_FIRST);
    yield* this.#transaction(other, VERIFIED, apply);
    if (counts) this.latencies.push(this.timeline.now - began);
  }

  /** Of a session: one look at the database. */
  *check() {
    const { loopCheck, statementCheck, roundTrip } = this.config.times;
    const worker = this.#anyWorker();
    yield* worker.compute(loopCheck);
    yield this.timeline.delay(roundTrip);
    yield worker.node.cores.run(statementCheck, true);
  }

  /** What the first check in a minute writes beside: when the token was used, and its device. Nobody waits for it. */
  *note() {
    const { loopNote, statementNote, applyNote, roundTrip } = this.config.times;
    const worker = this.#anyWorker();
    for (let each = 0; each < NOTE_COMMITS; each++) {
      yield* worker.compute(loopNote);
      yield this.timeline.delay(roundTrip);
      yield worker.node.cores.run(statementNote, true);
      yield* this.#commit(worker, applyNote);
    }
  }

  *#read(worker, count) {
    const { loopSlice, statement, roundTrip } = this.config.times;
    for (let each = 0; each < count; each++) {
      yield this.timeline.delay(roundTrip);
      yield worker.node.cores.run(exponential(this.random, statement), true);
      yield* worker.compute(loopSlice);
    }
  }

  /** Holds a connection from its first statement to its commit, which the other nodes have then received. */
  *#transaction(worker, statements, apply) {
    const { roundTrip } = this.config.times;
    yield worker.transactions.take;
    yield* this.#read(worker, statements);
    yield this.timeline.delay(roundTrip);
    yield* this.#commit(worker, apply);
    worker.transactions.giveBack();
  }

  *#commit(worker, apply) {
    const { roundTrip, replicate } = this.config.times;
    const others = this.nodes.filter((node) => node !== worker.node);
    for (const node of others) yield node.received.take;
    for (const node of others) this.timeline.start(applied(node, apply));
    if (others.length > 0) yield this.timeline.delay(roundTrip + replicate);
    yield worker.node.disk.commit;
  }

  #anyWorker() {
    return this.workers[Math.floor(this.random() * this.workers.length)];
  }

  #utilisation() {
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      cores: mean(this.servers.map(({ utilisation }) => utilisation)),
      connections: mean(this.workers.map(({ transactions }) => transactions.utilisation)),
      database: mean(this.nodes.map(({ cores }) => cores.utilisation)),
      commits: mean(this.nodes.map(({ disk }) => disk.utilisation)),
    };
  }
}

/** What another node has committed, and what its people do not wait for. */
function* applied({ cores, disk, appliers, received }, time) {
  yield appliers.take;
  yield cores.run(time, true);
  yield disk.commit;
  appliers.giveBack();
  received.giveBack();
}
