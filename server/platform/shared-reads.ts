interface Reading<T> {
  next: Promise<T> | undefined;
  beginNext: (() => void) | undefined;
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
    return (current.next ??= new Promise((resolve) => {
      current.beginNext = () => resolve(this.begin(key, work));
    }));
  }

  private begin(key: string, work: () => Promise<T>): Promise<T> {
    const reading: Reading<T> = { next: undefined, beginNext: undefined };
    this.underWay.set(key, reading);
    const end = (): void => {
      this.underWay.delete(key);
      reading.beginNext?.();
    };
    const result = work();
    result.then(end, end);
    return result;
  }
}
