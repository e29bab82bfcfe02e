import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import { pooledRandomBytes } from './random.js';

let lastTime = 0;
let sequence = 0;

/** A UUIDv7 (RFC 9562 §5.7) for this moment, in milliseconds; those made by one process sort in the order they were made. */
export function newId(now: number): string {
  sequence = now === lastTime ? sequence + 1 : randomInt(2 ** 31);
  lastTime = now;
  return v7({ msecs: now, seq: sequence, random: pooledRandomBytes(16) });
}

/** What every id of this moment and later sorts behind, and no earlier one does. */
export function firstIdAt(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
