import { setTimeout as delay } from 'node:timers/promises';
import type { Sweep } from '../database/sweep.js';

const FIRST_BATCH = 200;
const SMALLEST_BATCH = 10;
const LARGEST_BATCH = 5000;
// Far below the 200 ms that no transaction may take: a batch of the same size may take several times as long next.
const TARGET_MS = 30;

/** What goes or is settled before, by name and in this order, and how a pass over it begins. */
export type Sweeps = Record<string, () => Sweep>;

export interface CleanUpResult {
  rows: Record<string, number>;
  batches: number;
  longestBatchMs: number;
}

/** Deletes what has expired, in batches so small that nobody waits for them. */
export class CleanUp {
  constructor(private readonly sweeps: Sweeps) {}

  /** One kind that fails does not keep the others; the failure is thrown at the end. */
  async run(signal?: AbortSignal): Promise<CleanUpResult> {
    const result: CleanUpResult = { rows: {}, batches: 0, longestBatchMs: 0 };
    const failures: string[] = [];
    for (const [kind, begin] of Object.entries(this.sweeps)) {
      result.rows[kind] = 0;
      try {
        await this.sweep(kind, begin(), result, signal);
      } catch (error) {
        signal?.throwIfAborted();
        failures.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join('; '));
    return result;
  }

  private async sweep(
    kind: string,
    sweep: Sweep,
    result: CleanUpResult,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    let limit = FIRST_BATCH;
    for (;;) {
      signal?.throwIfAborted();
      const began = performance.now();
      const { rows, done } = await sweep(limit);
      const took = performance.now() - began;
      result.rows[kind] = (result.rows[kind] ?? 0) + rows;
      result.batches++;
      result.longestBatchMs = Math.max(result.longestBatchMs, Math.ceil(took));
      if (done) return;
      limit = nextLimit(limit, took);
      // Half of the time belongs to everyone else.
      await delay(took);
    }
  }
}

function nextLimit(limit: number, took: number): number {
  const factor = Math.min(2, Math.max(0.25, TARGET_MS / took));
  return Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, Math.round(limit * factor)));
}
