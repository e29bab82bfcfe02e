import {
  breaksFirst,
  Cluster,
  COMMITS,
  demand,
  NOTE_COMMITS,
  SLICES,
  STATEMENTS,
} from './simulation/cluster.mjs';

export const title = `Simulation: accounts that sign in on several servers, which share a database of three nodes
  (--accounts, --sign-ins a minute, --servers 2,4,8, …; each figure of the table below by its name)`;

/**
 * What the simulation is told, in milliseconds: each measured by the benchmark that is named, or assumed. Those of CPU
 * are of a core of the machine that they were measured on.
 */
const TIMES = {
  hash: { value: 14.5, of: 'CPU of the threads that hash, a sign-in', from: 'sign-in' },
  'loop-sign-in': { value: 10.5, of: 'CPU of the event loop, a sign-in with code', from: 'sign-in' },
  'loop-check': { value: 0.2, of: 'CPU of the event loop, a session check', from: 'session-check' },
  'database-sign-in': { value: 5, of: 'CPU of the node that a sign-in is sent to', from: 'galera' },
  'apply-sign-in': { value: 1.6, of: 'CPU of each other node for it', from: 'galera' },
  'database-check': { value: 0.15, of: 'CPU of the node for a session check', from: 'galera' },
  'loop-note': { value: 0.7, of: 'CPU of the event loop, noting that a token is used', from: 'galera' },
  'database-note': { value: 0.75, of: 'CPU of the node for that', from: 'galera' },
  'apply-note': { value: 0.45, of: 'CPU of each other node for that', from: 'galera' },
  'commit-first': { value: 1, of: 'a commit that is alone, on one node', from: 'galera: one row' },
  'commit-more': {
    value: 0.05,
    of: 'each further one of the same moment, as long as the busiest thread takes',
    from: 'galera: one row',
  },
  replicate: { value: 1, of: 'what a commit takes longer on three nodes', from: 'galera: one row' },
  'round-trip': { value: 0.5, of: 'from one machine to another and back', from: 'assumed' },
};

/** What there is, and how much is asked of it. */
const SETTINGS = {
  accounts: 10_000_000,
  'sign-ins': 100_000,
  // Of each account in a working day of eight hours.
  'checks-a-day': 20,
  // The first in a minute notes when the token was used.
  'minutes-a-day': 5,
  cores: 8,
  'database-cores': 16,
  nodes: 3,
  // wsrep_slave_threads.
  appliers: 32,
  // DATABASE_POOL_SIZE and HASH_QUEUE, of each of as many processes as there are cores.
  connections: 10,
  'hash-queue': 100,
  peak: 1.5,
  seconds: 20,
  // How many of them are not counted, while queues fill.
  settles: 5,
  seed: 1,
};
const SERVERS = '2,4,6,8,10,12,16';
const WORKING_DAY = 8 * 60 * 60;

const percent = (part) => `${Math.round(100 * part)} %`.padStart(7);
const milliseconds = (seconds) => `${Math.round(seconds * 1000)} ms`.padStart(9);
const whole = (number) => Math.round(number).toLocaleString('en').padStart(9);

function readOptions(options) {
  const known = [...Object.keys(TIMES), ...Object.keys(SETTINGS), 'servers'];
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No ${unknown.join(', ')} here. There are: ${known.join(', ')}`);
  const number = (name, otherwise) => Number(options[name] ?? otherwise);
  return {
    servers: (options.servers ?? SERVERS).split(',').map(Number),
    settings: Object.fromEntries(
      Object.entries(SETTINGS).map(([name, value]) => [name, number(name, value)]),
    ),
    times: Object.fromEntries(Object.entries(TIMES).map(([name, { value }]) => [name, number(name, value)])),
  };
}

/** In seconds, and of the steps that it goes by. */
const toModel = (times) => ({
  hash: times.hash / 1000,
  loopSlice: times['loop-sign-in'] / 1000 / SLICES,
  loopCheck: times['loop-check'] / 1000,
  statement: times['database-sign-in'] / 1000 / STATEMENTS,
  statementCheck: times['database-check'] / 1000,
  apply: times['apply-sign-in'] / 1000 / COMMITS,
  loopNote: times['loop-note'] / 1000 / NOTE_COMMITS,
  statementNote: times['database-note'] / 1000 / NOTE_COMMITS,
  applyNote: times['apply-note'] / 1000 / NOTE_COMMITS,
  roundTrip: times['round-trip'] / 1000,
  replicate: times.replicate / 1000,
  commit: { first: times['commit-first'] / 1000, more: times['commit-more'] / 1000 },
});

const NAMES = {
  cores: 'cores of the servers',
  database: 'cores of the database',
  commits: 'commits',
  appliers: 'appliers of the database',
  connections: 'connections',
};

function row(config) {
  const atMost = {
    signInsASecond: config.signInsASecond * config.peak,
    checksASecond: config.checksASecond * config.peak,
    notesASecond: config.notesASecond * config.peak,
  };
  const { hashes, loops, database, commits, appliers, connections } = demand({ ...config, ...atMost });
  const first = breaksFirst(config);
  const cluster = new Cluster(config).run();
  return [
    String(config.servers).padStart(7),
    percent(hashes),
    percent(loops),
    percent(database),
    percent(commits),
    percent(appliers),
    percent(connections),
    milliseconds(cluster.quantile(0.5)),
    milliseconds(cluster.quantile(0.99)),
    `${((100 * cluster.refused) / cluster.signIns).toFixed(1)} %`.padStart(8),
    `  ${NAMES[first.name]}, at ${whole(config.signInsASecond * 60 * first.times).trim()} a minute`,
  ].join('');
}

export async function run(options) {
  const { servers, settings, times } = readOptions(options);
  for (const [name, { of, from }] of Object.entries(TIMES)) {
    console.log(`  ${name.padEnd(18)}${String(times[name]).padStart(6)} ms  ${of} (${from})`);
  }
  const checksASecond = (settings.accounts * settings['checks-a-day']) / WORKING_DAY;
  const notesASecond = (settings.accounts * settings['minutes-a-day']) / WORKING_DAY;
  console.log(
    `  ${whole(settings['sign-ins']).trim()} sign-ins a minute, all ${whole(settings.accounts).trim()} accounts in ` +
      `${(settings.accounts / settings['sign-ins']).toFixed(0)} min, and ${whole(checksASecond).trim()} session checks a second, ${whole(notesASecond).trim()} of them noted;` +
      ` servers of ${settings.cores} cores, ${settings.nodes} nodes of ${settings['database-cores']}`,
  );
  const config = {
    seed: settings.seed,
    seconds: settings.seconds,
    settles: settings.settles,
    cores: settings.cores,
    workers: settings.cores,
    hashesAtATime: 1,
    hashQueue: settings['hash-queue'],
    connections: settings.connections,
    nodes: settings.nodes,
    databaseCores: settings['database-cores'],
    appliers: settings.appliers,
    signInsASecond: settings['sign-ins'] / 60,
    checksASecond,
    notesASecond,
    times: toModel(times),
  };
  const rush = `a rush that rises to ${settings.peak} times that, of which the parts are, and falls again`;
  for (const [name, peak] of [
    ['evenly', 1],
    [rush, settings.peak],
  ]) {
    console.log(`\n ${name}
  servers hashes  loops  database commits appliers conns.     p50       p99   refused  breaks first`);
    for (const count of servers) console.log(`  ${row({ ...config, servers: count, peak })}`);
  }
}
