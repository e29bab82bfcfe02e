import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const LINE = /^([0-9A-F]{16,40})(:\d+)?\r?$/i;
// Twice the longest line and more.
const WINDOW = 256;

// What else has as many hexadecimal digits, and would be searched for in vain.
const OTHERS: Record<number, string> = {
  32: 'it holds hashes of another kind, such as NTLM',
  35: 'it holds ends of hashes, as the range API hands them out',
};
// The lists by how often each was seen have the same lines in another order.
const LOOKED_AT = 256;

/**
 * A list of breached passwords as Have I Been Pwned hands it out: SHA-1 in hex, or the first 16 digits or more of it,
 * and perhaps a count; a line each, sorted. Searched on the disk (it may have 40 GB), some 35 reads a password.
 */
export class BreachedPasswords {
  private constructor(private readonly path: string) {}

  /** Throws when the file cannot be read or is no such list, as far as some lines of it tell. */
  static async open(path: string): Promise<BreachedPasswords> {
    const list = new BreachedPasswords(path);
    await list.reading(async (file, size) => {
      let before = '';
      for (let look = 0; look < LOOKED_AT; look++) {
        const { line } = await lineFrom(file, Math.floor((look * size) / LOOKED_AT));
        // At the end stands no other.
        if (look > 0 && line === '') break;
        const hash = hashOf(line);
        if (hash === '') throw new Error(`${look === 0 ? 'its first' : 'a'} line is not SHA-1:COUNT`);
        const other = OTHERS[hash.length];
        if (other !== undefined) throw new Error(other);
        if (hash < before) throw new Error('it is not sorted by hash');
        before = hash;
      }
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

const hashOf = (line: string): string => LINE.exec(line)?.[1]?.toUpperCase() ?? '';

/** Below 0: the line comes before. 0: it is the hash, or begins it. */
function compare(line: string, sought: string): number {
  const hash = hashOf(line);
  const comparable = sought.slice(0, hash.length);
  if (hash === '') return 1;
  return hash < comparable ? -1 : hash === comparable ? 0 : 1;
}
