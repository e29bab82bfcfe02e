import type { Services } from '../app/services.js';
import type { Result } from './command.js';

export async function cleanUp(services: Services): Promise<Result> {
  const { rows, batches, longestBatchMs } = await services.cleanUp.run();
  return {
    data: { rows, batches, longestBatchMs },
    lines: [
      ...Object.entries(rows).map(([kind, count]) => `${kind}\t${count}`),
      `${batches} batches, the longest took ${longestBatchMs} ms`,
    ],
  };
}
