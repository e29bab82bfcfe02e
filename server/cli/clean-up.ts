import type { Services } from '../app/services.js';
import { type Family, type Result, table } from './command.js';

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
      ...table(
        ['EXPIRED', 'DELETED'],
        Object.entries(rows).map(([kind, count]) => [kind, String(count)]),
      ),
      `${batches} batches, the longest took ${longestBatchMs} ms`,
    ],
  };
}
