interface Reading<T> {
  done: Promise<void>;
  next: Promise<T> | undefined;
}

/**
 * Whoever asks for what is being read already waits for the next read, which all of them share: an answer is never older
 * than its question, and any number of questions at once cost two reads. Nothing is kept.
 */
export class SharedReads<T> {
  private readonly underWay = new Map<string, Reading<T>>();

  read(key: string, work: () => Promise<T>): Promise<T> {
    const current = this.underWay.get(key);
    if (!current) return this.begin(key, work);
    return (current.next ??= current.done.then(() => this.begin(key, work)));
  }

  private begin(key: string, work: () => Promise<T>): Promise<T> {
    const result = work();
    const reading: Reading<T> = { done: settled(result), next: undefined };
    this.underWay.set(key, reading);
    void reading.done.then(() => {
      if (this.underWay.get(key) === reading) this.underWay.delete(key);
    });
    return result;
  }
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );
