/**
 * What rows are called in the names of their buttons. Those that would share a name are told apart by what else is known
 * of them, one after the other, and at last by their place.
 */
export function distinctNames<Row>(
  rows: readonly Row[],
  name: (row: Row) => string,
  ...more: ((row: Row) => string)[]
): Map<Row, string> {
  let names = rows.map(name);
  const isShared = (each: string): boolean => names.filter((other) => other === each).length > 1;
  for (const what of more) {
    names = names.map((each, place) => (isShared(each) ? `${each}, ${what(rows[place] as Row)}` : each));
  }
  const called = names.map((each, place) => {
    if (!isShared(each)) return each;
    return `${each} (${names.slice(0, place + 1).filter((other) => other === each).length})`;
  });
  return new Map(rows.map((row, place) => [row, called[place] ?? '']));
}
