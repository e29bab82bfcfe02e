// `npm run floors`: which wing of server/ may import which, from the ground up. server/README.md shows the house.
const FLOORS = [
  ['platform'],
  ['settings', 'events'],
  ['accounts'],
  ['sessions'],
  ['factors'],
  ['sign-in', 'integrations'],
  ['administration'],
  ['api', 'config'],
  ['app', 'cli', 'process'],
];

const within = (wings) => `^server/(${wings.join('|')})/`;

const floors = FLOORS.slice(0, -1).flatMap((wings, floor) =>
  wings.map((wing) => ({
    name: `${wing}-imports-what-it-stands-on`,
    comment: `server/${wing}/ may import only from the floors below it, and from itself.`,
    severity: 'error',
    from: { path: within([wing]) },
    to: {
      path: within([...wings.filter((other) => other !== wing), ...FLOORS.slice(floor + 1).flat()]),
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...floors,
    {
      name: 'guesses-are-counted-by-throttle-attempt',
      comment:
        'What counts them in the database is known to ThrottleService alone, and its entity to the list of all.',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/(accounts/throttle/|app/data-source)' },
      to: { path: '^server/accounts/throttle/(counting|throttle-counter)' },
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    // Types count as well: who knows another's types depends on it.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|migrations)' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'types'] },
  },
};
