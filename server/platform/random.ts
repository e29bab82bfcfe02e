import { randomBytes } from 'node:crypto';

const AT_ONCE = 4096;

let pool = Buffer.alloc(0);

/**
 * Random bytes of the system's generator, for what is needed by the hundred thousand: a call of it takes far longer than
 * the bytes do, so many are fetched at once. Each is handed out once, and nothing writes into it afterwards.
 */
export function pooledRandomBytes(length: number): Buffer {
  if (pool.length < length) pool = randomBytes(AT_ONCE);
  const bytes = pool.subarray(0, length);
  pool = pool.subarray(length);
  return bytes;
}
