import { readFile, stat } from 'node:fs/promises';
import type { Reader, Response } from 'mmdb-lib';
import type { Logger } from 'pino';
import { type Clock, MINUTE } from '../clock.js';

const LOOKED_AT_EVERY = MINUTE;

/**
 * A file in MaxMind's format, held in memory and read again once it was replaced, as geoipupdate does from cron. One that
 * is missing or broken is told in the log, and what was read before goes on being used: nothing depends on it.
 */
export class MmdbFile<Entry extends Response> {
  private reader: Reader<Entry> | undefined;
  /** Which file was read, or could not be, last. */
  private version: string | undefined;
  private lookedAt = -Infinity;
  private looking = Promise.resolve();

  constructor(
    private readonly needs: { clock: Clock; log: Logger },
    private readonly variable: string,
    private readonly file: string,
  ) {}

  /** Null: it is not in it, or nothing could be read. */
  async entry(address: string): Promise<Entry | null> {
    await this.refresh();
    try {
      return this.reader?.get(address) ?? null;
    } catch (error) {
      this.reader = undefined;
      this.tell(error);
      return null;
    }
  }

  /** Whoever asks while it is being read waits for it. */
  async refresh(): Promise<void> {
    const now = this.needs.clock.now();
    if (now - this.lookedAt >= LOOKED_AT_EVERY) {
      this.lookedAt = now;
      this.looking = this.look();
    }
    await this.looking;
  }

  private async look(): Promise<void> {
    const before = this.version;
    try {
      const { ino, mtimeMs, size } = await stat(this.file);
      this.version = [ino, mtimeMs, size].join();
      if (this.version === before) return;
      const { Reader } = await import('mmdb-lib');
      this.reader = new Reader<Entry>(await readFile(this.file));
    } catch (error) {
      if (this.version === before) this.version = 'missing';
      if (this.version !== before) this.tell(error);
    }
  }

  private tell(error: unknown): void {
    this.needs.log.warn(
      {
        variable: this.variable,
        file: this.file,
        reason: error instanceof Error ? error.message : String(error),
      },
      'a database of places cannot be read',
    );
  }
}
