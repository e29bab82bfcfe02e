import type { Services } from '../app/services.js';
import type { Family, Result } from './command.js';

export const cleanUpCommand: Family = (program, { onServices }) => {
  program
    .command('cleanup')
    .summary('deletes what has expired')
    .description('Deletes what has expired, as the nightly job does. It may run beside it.')
    .action(() => onServices(cleanUp));
};

async function cleanUp(services: Services): Promise<Result> {
  const { rows, batches, longestBatchMs } = await services.cleanUp.run();
  return {
    data: { rows, batches, longestBatchMs },
    lines: [
      ...Object.entries(rows).map(([kind, count]) => `${kind}\t${count}`),
      `${batches} batches, the longest took ${longestBatchMs} ms`,
    ],
  };
}
