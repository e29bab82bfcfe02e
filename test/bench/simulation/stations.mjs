/** How busy something was, and how many had to wait: an integral over time. */
class Level {
  #sum = 0;
  #since = 0;
  value = 0;

  constructor(timeline) {
    this.timeline = timeline;
  }

  add(change) {
    this.#sum += this.value * (this.timeline.now - this.#since);
    this.#since = this.timeline.now;
    this.value += change;
  }

  get average() {
    this.add(0);
    return this.#sum / this.timeline.now;
  }
}

/** So many at a time; others wait in order of arrival, or are refused where no more than `room` may. */
export class Places {
  #queue = [];
  #head = 0;

  constructor(timeline, count, room = Infinity) {
    this.timeline = timeline;
    this.count = count;
    this.room = room;
    this.taken = new Level(timeline);
    this.waiting = new Level(timeline);
    this.refused = 0;
  }

  /** To yield: true once there is a place, false where there is no room to wait for one. */
  take = (resume) => {
    if (this.taken.value < this.count) {
      this.taken.add(1);
      resume(true);
    } else if (this.waiting.value < this.room) {
      this.waiting.add(1);
      this.#queue.push(resume);
    } else {
      this.refused++;
      resume(false);
    }
  };

  giveBack() {
    this.taken.add(-1);
    const next = this.#queue[this.#head];
    if (!next) return;
    this.#queue[this.#head++] = undefined;
    if (this.#head > 1000 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    this.waiting.add(-1);
    this.taken.add(1);
    // As an event of its own: a chain of a thousand who follow each other would be as many calls deep.
    this.timeline.after(0, () => next(true));
  }

  /** With a place for so long. False when refused. */
  *use(time) {
    if (!(yield this.take)) return false;
    yield this.timeline.delay(time);
    this.giveBack();
    return true;
  }

  /** The part of all places that was taken, on average. */
  get utilisation() {
    return this.taken.average / this.count;
  }
}

/**
 * The cores of a server: what is urgent (event loops) goes first and interrupts what is not (password hashes, whose
 * threads have the lowest priority), which goes on later from where it was.
 */
export class Cores {
  #urgent = [];
  #patient = [];
  #running = new Set();

  constructor(timeline, count) {
    this.timeline = timeline;
    this.count = count;
    this.busy = new Level(timeline);
  }

  /** To yield: until so much work is done. */
  run = (work, isUrgent) => (resume) => {
    const task = { left: work, isUrgent, resume, began: 0, end: undefined };
    (isUrgent ? this.#urgent : this.#patient).push(task);
    if (isUrgent && this.#running.size === this.count) this.#interrupt();
    this.#startNext();
  };

  get utilisation() {
    return this.busy.average / this.count;
  }

  #startNext() {
    while (this.#running.size < this.count) {
      const task = this.#urgent.shift() ?? this.#patient.shift();
      if (!task) return;
      this.#running.add(task);
      this.busy.add(1);
      task.began = this.timeline.now;
      task.end = this.timeline.after(task.left, () => {
        this.#stop(task);
        this.#startNext();
        task.resume();
      });
    }
  }

  #stop(task) {
    this.#running.delete(task);
    this.busy.add(-1);
  }

  #interrupt() {
    for (const task of this.#running) {
      if (task.isUrgent) continue;
      this.#stop(task);
      task.end.action = undefined;
      task.left -= this.timeline.now - task.began;
      this.#patient.unshift(task);
      return;
    }
  }
}

/**
 * Commits in groups: whoever comes while one is written goes with the next. A group takes `first`, and `more` for each
 * commit in it beyond one.
 */
export class GroupCommit {
  #next = [];
  #isWriting = false;

  /** How long a commit takes about, of so many a second: what is left of the group before, and its own. */
  static usualTime({ first, more }, rate) {
    const group = (first - more) / (1 - rate * more);
    if (group < 0) return Infinity;
    return rate * group < 1 ? first : 1.5 * group;
  }

  constructor(timeline, { first, more }) {
    this.timeline = timeline;
    this.first = first;
    this.more = more;
    this.commits = 0;
  }

  /** To yield: until it is written. */
  commit = (resume) => {
    this.#next.push(resume);
    if (!this.#isWriting) this.#write();
  };

  /** Of the most commits that there can be, which is in groups without end. */
  get utilisation() {
    return (this.commits * this.more) / this.timeline.now;
  }

  #write() {
    const group = this.#next;
    this.#next = [];
    this.#isWriting = true;
    this.commits += group.length;
    this.timeline.after(this.first + this.more * (group.length - 1), () => {
      this.#isWriting = false;
      if (this.#next.length > 0) this.#write();
      for (const resume of group) resume();
    });
  }
}
