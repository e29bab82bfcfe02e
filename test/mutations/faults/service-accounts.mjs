export default {
  suites: ['test/sessions/service-accounts/'],
  faults: [
    {
      name: 'a service token works a millisecond too long',
      find: 't.hash = ? AND t.expiresAt > ?',
      put: 't.hash = ? AND t.expiresAt >= ?',
    },
    {
      name: 'a service token is accepted from everywhere',
      find: 'found !== undefined && isAllowedFrom(found.allowedNetworks, ipAddress)',
      put: 'found !== undefined',
    },
    {
      name: 'the guard looks at a service account, and not whether its token has ended',
      find: 'WHERE t.id = ? AND s.id = ? AND t.expiresAt > ? AND',
      put: 'WHERE t.id = ? AND s.id = ? AND ? > 0 AND',
      suites: ['test/sessions/guard/'],
    },
    {
      name: 'the guard overlooks that a service account was disabled',
      find: 'AND t.expiresAt > ? AND s.disabledAt IS NULL`;\n\ntype Now',
      put: 'AND t.expiresAt > ?`;\n\ntype Now',
      suites: ['test/sessions/guard/'],
    },
    {
      name: 'the guard overlooks a permission that was lost',
      find: 'kept.includes(permission)',
      put: 'permission.length > 0',
      suites: ['test/sessions/guard/'],
    },
    {
      name: 'a service account can have any number of tokens',
      find: 't.expiresAt > ?) < ?`',
      put: 't.expiresAt > ?) <> -1 * ?`',
    },
    {
      name: 'a rotated token lasts as long as it would have',
      find: 'Math.min(expiresAt, now + overlapDays * DAY)',
      put: 'expiresAt',
    },
    {
      name: 'a rotation makes a token last longer',
      find: 'Math.min(expiresAt, now + overlapDays * DAY)',
      put: 'now + overlapDays * DAY',
    },
    {
      name: 'whoever may manage service accounts gives them what they like',
      find: 'own?.has(permission) === false',
      put: 'own === undefined',
    },
  ],
};
