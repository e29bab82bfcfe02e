import { median, show, timed } from './measure.mjs';

/** So many at a time, where it is not one. */
export const MANY = 16;

/** Runs one job for each item, and tells the CPU that it cost: of each node, of its busiest thread, and of our servers. */
async function measure({ nodes }, items, job, concurrency) {
  const meters = nodes.map((node) => node.meter());
  const own = process.cpuUsage();
  const jobs = items.map((item, index) => () => job(item, index));
  const { rate, p50, p99 } = await timed(jobs, concurrency);
  const { user, system } = process.cpuUsage(own);
  const each = (time) => time / items.length;
  const spent = meters.map((spent) => spent());
  return {
    rate,
    p50,
    p99,
    nodes: spent.map(({ all }) => each(all)),
    busiest: spent.map(({ busiest }) => each(busiest)),
    own: each((user + system) / 1000),
  };
}

const middle = (rows) => {
  const of = (read) => median(rows.map(read));
  const ofEach = (name) => rows[0][name].map((_, node) => of((row) => row[name][node]));
  const [rate, p50, p99, own] = ['rate', 'p50', 'p99', 'own'].map((name) => of((row) => row[name]));
  return { rate, p50, p99, own, nodes: ofEach('nodes'), busiest: ofEach('busiest') };
};

/** What one kind of work costs on each of the two, in turn; `work` prepares a round of it, and returns it. */
export async function compare(name, contenders, rounds, work) {
  const measured = contenders.map(() => ({ alone: [], many: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { of, spread, prepare }] of contenders.entries()) {
      await prepare?.();
      const { items, job } = await work(of);
      const onNode = (item, turn) => job(spread ? turn % of.servers.length : 0, item);
      if (!spread) {
        measured[index].alone.push(await measure(of, items.splice(0, items.length / 4), onNode, 1));
      }
      measured[index].many.push(await measure(of, items, onNode, MANY));
    }
  }
  const results = measured.map(({ alone, many }) => ({
    alone: alone.length > 0 ? middle(alone) : undefined,
    many: middle(many),
  }));
  const [base] = results;
  for (const [index, { label }] of contenders.entries()) {
    const { alone } = results[index];
    if (alone)
      show(`${name}, one at a time: ${label}`, alone, `p50 ${(alone.p50 / base.alone.p50).toFixed(2)} ×`);
  }
  const list = (times) => times.map((time) => time.toFixed(2)).join(' + ');
  for (const [index, { label }] of contenders.entries()) {
    const { many } = results[index];
    show(`${name}, ${MANY} at a time: ${label}`, many, `rate ${(many.rate / base.many.rate).toFixed(2)} ×`);
    console.log(
      `    CPU of the nodes ${list(many.nodes)} ms, of the busiest thread of each ${list(many.busiest)}, of the servers ${many.own.toFixed(2)}`,
    );
  }
}
