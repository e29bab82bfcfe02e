import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const SHARED_MEMORY = '/dev/shm';

/**
 * Where temporary files are written: in memory that looks like a disk, if so many bytes are free there, since what is
 * written there need not be waited for.
 * @param {number} bytes
 */
export function fastFolder(bytes) {
  if (!existsSync(SHARED_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(SHARED_MEMORY);
  return bavail * bsize > bytes ? SHARED_MEMORY : tmpdir();
}
