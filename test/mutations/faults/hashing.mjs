export default {
  suites: ['test/accounts/fair-queue', 'test/accounts/password-hasher', 'test/attacks/costly'],
  faults: [
    {
      name: 'hashes are computed in the order in which they were asked for',
      find: 'Math.max(this.round, ...due)',
      put: 'Math.max(this.round, ...due.slice(0, 0))',
    },
    {
      name: 'a network has no more turns than an address',
      find: 'next: round + 1 / times',
      put: 'next: round + 1',
    },
    {
      name: 'parties that are ever new never let a round end',
      find: 'Math.max(first.round, this.round + 1 / (this.waiting.length + 1))',
      put: 'first.round',
    },
    {
      name: 'who has had their turns goes on waiting for those that they had',
      find: '--party.turns === 0',
      put: '--party.turns < 0',
    },
    {
      name: 'one account may hold all places',
      find: 'const ACCOUNT_SHARE = 1 / 8',
      put: 'const ACCOUNT_SHARE = 1',
    },
  ],
};
