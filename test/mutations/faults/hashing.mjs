export default {
  suites: ['test/accounts/password-hasher', 'test/attacks/costly'],
  faults: [
    {
      name: 'hashes are computed in the order in which they were asked for',
      find: 'Math.max(this.round, ...due)',
      put: 'Math.max(this.round, ...due.slice(0, 0))',
    },
    {
      name: 'one account may hold all places',
      find: 'const ACCOUNT_SHARE = 1 / 8',
      put: 'const ACCOUNT_SHARE = 1',
    },
  ],
};
