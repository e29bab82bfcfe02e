import type { Clock } from '../../server/platform/clock.js';

/** Stands still until it is moved. */
export class TestClock implements Clock {
  private time = Date.now();

  now(): number {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}
