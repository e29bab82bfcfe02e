import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of CPU that each thread of a process has used so far, by its id. */
function threadsOf(pid) {
  const spent = new Map();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      spent.set(thread, Number(nanoseconds) / 1e6);
    } catch (error) {
      // It has ended since it was listed.
      if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
    }
  }
  return spent;
}

/** Counts from now on what a process uses: its main thread (with Node the event loop), the busiest of all, and all. */
export function cpuMeter(pid) {
  const before = threadsOf(pid);
  return () => {
    const spent = [...threadsOf(pid)].map(([thread, now]) => [thread, now - (before.get(thread) ?? 0)]);
    const times = spent.map(([, time]) => time);
    return {
      main: spent.find(([thread]) => thread === String(pid))?.[1] ?? 0,
      busiest: Math.max(...times),
      all: times.reduce((sum, time) => sum + time, 0),
    };
  };
}
