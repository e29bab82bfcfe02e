import { Cores, GroupCommit, Places } from './stations.mjs';
import { arrivals, exponential, randomNumbers, Timeline } from './timeline.mjs';

/** As sign-in goes by now: what each of its two requests asks the database before its transactions, and in them. */
const READ_FIRST = 1;
const COUNTED = 3;
const DECIDED = 10;
const VERIFIED = 15;
export const STATEMENTS = READ_FIRST + COUNTED + DECIDED + READ_FIRST + VERIFIED;
export const COMMITS = 3;
// Of all connections of a process: the others are left to those who only read (Database.transaction).
const FOR_TRANSACTIONS = 0.75;

export const SLICES = STATEMENTS + 2;

/**
 * What people ask for, as parts of what there is: above 1 it is more. Each part by itself, as if nobody waited (the law
 * of utilisation), so the greatest is what breaks first.
 */
export function demand({ servers, cores, workers, nodes, databaseCores, connections, times, ...config }) {
  const { signInsASecond, checksASecond } = config;
  const { hash, loopSlice, loopCheck, statement, statementCheck, apply, roundTrip, commit } = times;
  const replicated = nodes > 1 ? roundTrip : 0;
  const statements = COUNTED + DECIDED + VERIFIED;
  const held =
    statements * (roundTrip + statement + loopSlice) + COMMITS * (roundTrip + replicated + commit.first);
  const onDatabase = STATEMENTS * statement + COMMITS * apply * (nodes - 1);
  return {
    hashes: (signInsASecond * hash) / (servers * cores),
    loops: (signInsASecond * SLICES * loopSlice + checksASecond * loopCheck) / (servers * cores),
    database: (signInsASecond * onDatabase + checksASecond * statementCheck) / (nodes * databaseCores),
    commits: signInsASecond * COMMITS * commit.more,
    connections: (signInsASecond * held) / (servers * workers * Math.floor(FOR_TRANSACTIONS * connections)),
  };
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
    const { seconds, signInsASecond, checksASecond, peak } = this.config;
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
    for (const node of this.nodes) {
      if (node === worker.node) continue;
      this.timeline.start(applied(node, apply));
    }
    if (this.nodes.length > 1) yield this.timeline.delay(roundTrip);
    yield worker.node.disk.commit;
    worker.transactions.giveBack();
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
function* applied({ cores, disk }, time) {
  yield cores.run(time, true);
  yield disk.commit;
}
