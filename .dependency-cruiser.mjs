// `npm run floors`: which wing of server/ may import which, from the ground up. server/README.md shows the house.
// The areas of dashboard/ stand beside each other, on what they share.
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

const AREAS = ['sign-in', 'security', 'administration'];

const area = (names) => `^dashboard/src/(${names.join('|')})/`;

const areas = [
  ...AREAS.map((name) => ({
    name: `${name}-knows-no-other-area`,
    comment: `dashboard/src/${name}/ imports nothing of the other areas: what two of them need stands below both.`,
    severity: 'error',
    from: { path: area([name]) },
    to: { path: area(AREAS.filter((other) => other !== name)) },
  })),
  {
    name: 'what-areas-share-knows-none',
    comment: 'What all areas stand on knows none of them, nor the frame around them.',
    severity: 'error',
    from: { path: '^dashboard/src/(api|components|i18n|theme)/' },
    to: { path: '^dashboard/src/(sign-in|security|administration|session|shell|providers)/' },
  },
  {
    name: 'dashboard-knows-the-api-alone',
    comment: 'The dashboard knows the server by the typed client of its API.',
    severity: 'error',
    from: { path: '^dashboard/' },
    to: { path: '^(server|migrations|test)/' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...floors,
    ...areas,
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
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'types'],
      // Some packages are nothing but types.
      mainFields: ['main', 'typings'],
    },
  },
};
