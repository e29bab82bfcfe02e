/**
 * Discrete events in virtual time. A process is a generator: what it yields is called with a function that resumes it,
 * so that it reads from top to bottom.
 */
export class Timeline {
  now = 0;
  #heap = [];
  #count = 0;

  /** In the order of time, and of being asked for where that is the same. */
  at(time, action) {
    const heap = this.#heap;
    const event = { time, order: this.#count++, action };
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent])) break;
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = event;
    return event;
  }

  after(delay, action) {
    return this.at(this.now + delay, action);
  }

  /** Runs until nothing is left to happen, or until this moment. */
  run(until = Infinity) {
    while (this.#heap.length > 0 && this.#heap[0].time <= until) {
      const { time, action } = this.#take();
      this.now = time;
      // Of an event that was called off.
      action?.();
    }
  }

  start(process) {
    const resume = (value) => {
      const { value: wait, done } = process.next(value);
      if (!done) wait(resume);
    };
    resume();
  }

  /** To yield: nothing happens for so long. */
  delay = (time) => (resume) => this.after(time, resume);

  #take() {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (one, other) =>
  one.time < other.time || (one.time === other.time && one.order < other.order);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A time of this mean, as between the arrivals of people who know nothing of each other. */
export const exponential = (random, mean) => -mean * Math.log(1 - random());

/** Arrivals at a rate that changes with time, which is never above `highest`: candidates of a Poisson process, thinned. */
export function* arrivals({ timeline, random, rateAt, highest, until }, arrive) {
  for (;;) {
    yield timeline.delay(exponential(random, 1 / highest));
    if (timeline.now >= until) return;
    if (random() * highest < rateAt(timeline.now)) arrive();
  }
}
