import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();
const endAll = (): void => {
  for (const child of children) child.kill('SIGKILL');
};
process.on('exit', endAll);
// How Vitest ends its workers, and Ctrl+C everything; without a listener no 'exit' would be heard.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    endAll();
    process.kill(process.pid, signal);
  });
}

/** Has the child end with this process, also when a test fails before it stops it. */
export function endWithUs(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}
