import type { Clock } from '../../server/platform/clock.js';

/** Runs through the weeks that the demo tells of; never backwards, as the ids made by it are in its order. */
export class StoryClock implements Clock {
  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time += Math.ceil(milliseconds);
  }

  /** To this moment, unless it is over. */
  reach(moment: number): void {
    this.time = Math.max(this.time, Math.floor(moment));
  }
}
