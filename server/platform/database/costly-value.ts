import { type Clock, MINUTE } from '../clock.js';

const KEPT_TIMES = 30;
const KEPT_AT_MOST = 5 * MINUTE;

/**
 * A value that is costly to read is kept thirty times as long as reading it took: reading never takes more than a
 * thirtieth of the database's time, and small installations always see the present. Who comes meanwhile waits
 * for the same reading.
 */
export class CostlyValue<Value> {
  private reading: Promise<Value> | undefined;
  private kept: { value: Value; until: number } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly read: () => Promise<Value>,
  ) {}

  async current(): Promise<Value> {
    if (this.kept && this.clock.now() < this.kept.until) return this.kept.value;
    this.reading ??= this.readAnew().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readAnew(): Promise<Value> {
    const began = this.clock.now();
    const value = await this.read();
    const ended = this.clock.now();
    this.kept = { value, until: ended + Math.min((ended - began) * KEPT_TIMES, KEPT_AT_MOST) };
    return value;
  }
}
