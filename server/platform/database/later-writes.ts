import type { Logger } from 'pino';

/** Writes that requests do not wait for; a failed one is logged. */
export class LaterWrites {
  private readonly pending = new Set<Promise<void>>();

  constructor(private readonly log: Logger) {}

  start(write: () => Promise<void>): void {
    const running = write()
      .catch((error: unknown) => {
        this.log.warn({ err: error }, 'could not record a use');
      })
      .finally(() => this.pending.delete(running));
    this.pending.add(running);
  }

  /** Waits for those under way. */
  async settle(): Promise<void> {
    await Promise.all(this.pending);
  }
}
