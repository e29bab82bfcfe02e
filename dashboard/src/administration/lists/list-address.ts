/** The address of a list with these filters. */
export const listAddress = (list: string, filter: Record<string, unknown>): string =>
  `/${list}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
