import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const LINE = /^([0-9A-F]{16,40})(:\d+)?\r?$/i;
// Twice the longest line and more.
const WINDOW = 256;

/**
 * A list of breached passwords as Have I Been Pwned hands it out: SHA-1 in hex, or the first 16 digits or more of it,
 * and perhaps a count; a line each, sorted. Searched on the disk (it may have 40 GB), some 35 reads a password.
 */
export class BreachedPasswords {
  private constructor(private readonly path: string) {}

  /** Throws when the file cannot be read or is no such list. */
  static async open(path: string): Promise<BreachedPasswords> {
    const list = new BreachedPasswords(path);
    await list.reading(async (file) => {
      const { line } = await lineFrom(file, 0);
      if (!LINE.test(line)) throw new Error('its first line is not SHA-1:COUNT');
    });
    return list;
  }

  async has(password: string): Promise<boolean> {
    const sought = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase();
    return this.reading(async (file, size) => {
      // The first line that is not before what is sought begins at `low` or later, and before `high` if at all.
      let low = 0;
      let high = size;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const { start, line } = await lineFrom(file, middle);
        if (start >= high) high = middle;
        else if (compare(line, sought) < 0) low = start + Buffer.byteLength(line) + 1;
        else high = middle;
      }
      return low < size && compare((await lineFrom(file, low)).line, sought) === 0;
    });
  }

  private async reading<T>(work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
    const file = await open(this.path);
    try {
      return await work(file, (await file.stat()).size);
    } finally {
      await file.close();
    }
  }
}

/** The first line that begins at this place or behind it. */
async function lineFrom(file: FileHandle, place: number): Promise<{ start: number; line: string }> {
  const from = Math.max(0, place - 1);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(WINDOW), 0, WINDOW, from);
  const text = buffer.toString('latin1', 0, bytesRead);
  const begin = place === 0 ? 0 : text.indexOf('\n') + 1;
  if (place !== 0 && begin === 0) return { start: Infinity, line: '' };
  const [line = ''] = text.slice(begin).split('\n');
  return { start: from + begin, line };
}

/** Below 0: the line comes before. 0: it is the hash, or begins it. */
function compare(line: string, sought: string): number {
  const hash = LINE.exec(line)?.[1]?.toUpperCase() ?? '';
  const comparable = sought.slice(0, hash.length);
  if (hash === '') return 1;
  return hash < comparable ? -1 : hash === comparable ? 0 : 1;
}
