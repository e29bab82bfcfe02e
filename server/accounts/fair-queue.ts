/** Whom a turn counts for, and how many turns each has in a round: one, or more where many share a name. */
export type Parties = ReadonlyMap<string, number>;

interface Waiting {
  begin: () => void;
  /** In which it may begin. */
  round: number;
  parties: Parties;
}

/**
 * Turns, in rounds: in each, every party has its own, and those of one party keep the order in which they came. So who
 * asks for many waits behind who asks for one, however many came before (start-time fair queueing). A turn that counts
 * for several, such as an account and an address, waits until none of them has had its own in that round.
 */
export class FairQueue {
  private readonly waiting: Waiting[] = [];
  /** Those that wait: how many turns for, and the round of the one after these. */
  private readonly parties = new Map<string, { turns: number; next: number }>();
  private round = 0;

  get length(): number {
    return this.waiting.length;
  }

  /** Queues up; what is returned leaves the queue again. */
  add(parties: Parties, begin: () => void): () => void {
    const due = [...parties.keys()].map((name) => this.parties.get(name)?.next ?? 0);
    const round = Math.max(this.round, ...due);
    for (const [name, times] of parties) {
      const turns = (this.parties.get(name)?.turns ?? 0) + 1;
      this.parties.set(name, { turns, next: round + 1 / times });
    }
    const added = { begin, round, parties };
    this.waiting.splice(this.waiting.findLastIndex((other) => other.round <= round) + 1, 0, added);
    return () => {
      this.waiting.splice(this.waiting.indexOf(added), 1);
      this.forget(parties);
    };
  }

  /** Takes whose turn it is, and returns what it begins. */
  take(): (() => void) | undefined {
    const first = this.waiting.shift();
    if (!first) return undefined;
    // A round ends with as many turns as waited at most: otherwise parties that are ever new would let it never end.
    this.round = Math.max(first.round, this.round + 1 / (this.waiting.length + 1));
    this.forget(first.parties);
    return first.begin;
  }

  /** A party that waits for no other turn is as good as one that has never come. */
  private forget(parties: Parties): void {
    for (const name of parties.keys()) {
      const party = this.parties.get(name);
      if (party && --party.turns === 0) this.parties.delete(name);
    }
  }
}
