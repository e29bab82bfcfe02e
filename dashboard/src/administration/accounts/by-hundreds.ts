const AT_ONCE = 100;

/** Asks for as many accounts at once as the server lets one, and returns all that it answers. */
export async function byHundreds<Row>(
  ids: readonly string[],
  ask: (some: string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE)
    rows.push(...(await ask(ids.slice(from, from + AT_ONCE))));
  return rows;
}
