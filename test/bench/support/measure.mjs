import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

export const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
export const CONNECTIONS = 16;
const ROUNDS = 3;
const TICKS_PER_SECOND = 100;

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Seconds of CPU that a process has used, all its threads, in the system too. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export const show = (name, { rate, p50, p99 }, note = '') =>
  console.log(
    `  ${name.padEnd(46)} ${rate.toFixed(0).padStart(7)}/s   p50 ${p50.toFixed(1).padStart(6)} ms   p99 ${p99.toFixed(1).padStart(6)} ms  ${note}`,
  );

/** Loads one HTTP request for some seconds; every answer must be a success. */
export async function load(request, seconds = SECONDS) {
  const { requests, latency, non2xx, errors } = await autocannon({
    connections: CONNECTIONS,
    duration: seconds,
    ...request,
  });
  if (non2xx || errors) throw new Error(`${non2xx} refused, ${errors} broken`);
  return { rate: requests.average, p50: latency.p50, p99: latency.p99 };
}

/**
 * Runs the contenders in turn, several rounds, so that what else the machine does hits all alike. A contender
 * takes the seconds of its warm-up, or undefined when it counts.
 */
export async function sideBySide(contenders, rounds = ROUNDS) {
  const results = contenders.map(() => []);
  for (const contender of contenders) await contender(1);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) results[index].push(await contender());
  }
  return results.map((measured) => ({
    rate: median(measured.map(({ rate }) => rate)),
    p50: median(measured.map(({ p50 }) => p50)),
    p99: median(measured.map(({ p99 }) => p99)),
  }));
}

/** Work of our own at a fixed concurrency; `jobs` run once each. */
export async function timed(jobs, concurrency = CONNECTIONS) {
  const times = [];
  const queue = jobs.values();
  const began = performance.now();
  const worker = async () => {
    for (const job of queue) {
      const start = performance.now();
      await job();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    rate: jobs.length / seconds,
    p50: times[Math.floor(times.length / 2)],
    p99: times[Math.floor(times.length * 0.99)],
  };
}

/**
 * Mann–Whitney U of two samples, by the normal approximation; ties count half. `probability` is that of a value of the
 * second being greater than one of the first: 0.5 when nothing tells them apart.
 */
export function mannWhitney(first, second) {
  let u = 0;
  for (const b of second) for (const a of first) u += b > a ? 1 : b === a ? 0.5 : 0;
  const [m, n] = [first.length, second.length];
  return { z: (u - (m * n) / 2) / Math.sqrt((m * n * (m + n + 1)) / 12), probability: u / (m * n) };
}
