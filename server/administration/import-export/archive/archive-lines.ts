import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../../../platform/refusal.js';

/*
 * An archive is JSON lines: a header, the rows of each table after those of the tables that it refers to, and a trailer,
 * without which it is not whole.
 */

/** Grows when these lines change their form. */
const VERSION = 1;

const rowCounts = z.record(z.string(), z.int().nonnegative());

const header = z.object({
  format: z.literal('latchkey-archive'),
  version: z.int(),
  /** When, ISO 8601. */
  created: z.string(),
  /** Of Latchkey. */
  release: z.string(),
  /** The latest migration of that release. */
  schema: z.string(),
  rows: rowCounts,
});

const trailer = z.object({
  rows: rowCounts,
  /** SHA-256 of all lines before this one, hex. */
  sha256: z.string(),
});

export type RowCounts = z.infer<typeof rowCounts>;
export type ArchiveHeader = z.infer<typeof header>;

interface Row {
  table: string;
  row: Record<string, unknown>;
}

export interface ArchivedRow extends Row {
  /** From 1. */
  line: number;
}

/** Counts and digests what it is given, so that its reader can tell that all of it is there. */
export class ArchiveWriter {
  private readonly digest = createHash('sha256');
  private readonly counts: RowCounts = {};

  header(about: Omit<ArchiveHeader, 'format' | 'version'>): string {
    for (const table of Object.keys(about.rows)) this.counts[table] = 0;
    return this.digested(`${JSON.stringify({ format: 'latchkey-archive', version: VERSION, ...about })}\n`);
  }

  rows(table: string, rows: readonly Record<string, unknown>[]): string {
    this.counts[table] = (this.counts[table] ?? 0) + rows.length;
    return this.digested(rows.map((one) => `${JSON.stringify({ table, row: one })}\n`).join(''));
  }

  trailer(): string {
    return `${JSON.stringify({ rows: this.counts, sha256: this.digest.digest('hex') })}\n`;
  }

  private digested(lines: string): string {
    this.digest.update(lines);
    return lines;
  }
}

/** Reads an archive once, to its end. */
export class ArchiveReader {
  private readonly digest = createHash('sha256');
  private readonly counts = new Map<string, number>();
  private readonly batches: AsyncGenerator<string[]>;
  private waiting: string[] = [];
  private line = 0;
  private isWhole = false;

  constructor(text: AsyncIterable<string>) {
    this.batches = linesOf(text);
  }

  /** Once, before the rows. Throws BAD_USER_INPUT. */
  async header(): Promise<ArchiveHeader> {
    const { value = [] } = (await this.batches.next()) as { value?: string[] };
    const [first = '', ...others] = value;
    const read = header.safeParse(json(first));
    if (!read.success) throw refused('It holds no archive of Latchkey.');
    if (read.data.version !== VERSION) {
      throw refused(
        `The archive has the form ${read.data.version}, of Latchkey ${read.data.release}; this release reads form ${VERSION}.`,
      );
    }
    this.line = 1;
    this.digest.update(`${first}\n`);
    this.waiting = others;
    return read.data;
  }

  /** Many at a time. Throws BAD_USER_INPUT, at the end at the latest, when not all is there as it was written. */
  async *rows(): AsyncGenerator<ArchivedRow[]> {
    yield this.take(this.waiting);
    for await (const lines of this.batches) yield this.take(lines);
    if (!this.isWhole) throw refused('The archive was cut off: its last line is missing.');
  }

  private take(lines: readonly string[]): ArchivedRow[] {
    const rows: ArchivedRow[] = [];
    for (const text of lines) {
      const value = json(text);
      const line = ++this.line;
      if (this.isWhole) throw refused(`Line ${line} follows the end of the archive.`);
      if (isRow(value)) {
        rows.push({ line, table: value.table, row: value.row });
        this.counts.set(value.table, (this.counts.get(value.table) ?? 0) + 1);
      } else {
        this.digest.update(
          lines
            .slice(0, rows.length)
            .map((one) => `${one}\n`)
            .join(''),
        );
        this.end(line, value);
      }
    }
    if (!this.isWhole) this.digest.update(lines.map((one) => `${one}\n`).join(''));
    return rows;
  }

  private end(line: number, value: unknown): void {
    const read = trailer.safeParse(value);
    if (!read.success) throw refused(`Line ${line} is neither a row nor the end of the archive.`);
    const { rows, sha256 } = read.data;
    const isComplete =
      Object.entries(rows).every(([table, count]) => count === (this.counts.get(table) ?? 0)) &&
      [...this.counts.keys()].every((table) => Object.hasOwn(rows, table));
    if (!isComplete || this.digest.digest('hex') !== sha256) {
      throw refused('The archive is not as it was written: rows are missing, were added or altered.');
    }
    this.isWhole = true;
  }
}

/** By hand, for there are millions. */
function isRow(value: unknown): value is Row {
  if (value === null || typeof value !== 'object' || !('table' in value) || !('row' in value)) return false;
  return typeof value.table === 'string' && value.row !== null && typeof value.row === 'object';
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

/** Undefined for what is none. */
function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const refused = (message: string): Refusal => new Refusal('BAD_USER_INPUT', message);
