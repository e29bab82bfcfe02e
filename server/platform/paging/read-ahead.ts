/**
 * What the source yields; while one is worked on, the next is on its way. For what another program has to find first.
 * Of what has failed meanwhile is heard when its turn comes.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let coming = iterator.next();
  try {
    for (;;) {
      const next = await coming;
      if (next.done) return;
      coming = iterator.next();
      coming.catch(() => undefined);
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
