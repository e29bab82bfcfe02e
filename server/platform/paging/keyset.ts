/**
 * All rows in the order of a unique key, a page at a time: however many there are, none is read twice or left out while
 * others come and go. `pageAfter` reads the page that follows a row, or the first one. Ends at an empty page.
 */
export async function* keyset<Row>(
  pageAfter: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for await (const page of keysetPages(pageAfter)) yield* page;
}

/** The same, page by page, for work that is done for many rows together. */
export async function* keysetPages<Row>(
  pageAfter: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let last: Row | undefined;
  for (;;) {
    const page = await pageAfter(last);
    last = page.at(-1);
    if (last === undefined) return;
    yield page;
  }
}
