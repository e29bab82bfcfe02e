/**
 * The names of the groups of the account that a statement by hand calls `a`, in columns of it, so that nobody has to ask
 * once more. Names hold no comma, which is what both kinds of databases put between them.
 */
export const GROUP_NAME_COLUMNS = {
  groupNames: `(SELECT GROUP_CONCAT(g.name) FROM group_members m
    INNER JOIN account_groups g ON g.id = m.groupId WHERE m.accountId = a.id)`,
  domainGroup: `(SELECT g.name FROM account_groups g WHERE g.domainKey = a.domainKey)`,
};

/** As the drivers hand them over; null: there are none. */
export type GroupNamesRow = Record<keyof typeof GROUP_NAME_COLUMNS, string | null>;

export function namesIn({ groupNames, domainGroup }: GroupNamesRow): string[] {
  const names = groupNames === null ? [] : groupNames.split(',');
  return (domainGroup === null ? names : [...names, domainGroup]).toSorted(inOrder);
}

/** The same on every server, whatever its language. */
export const inOrder = (one: string, other: string): number => one.localeCompare(other, 'en');
