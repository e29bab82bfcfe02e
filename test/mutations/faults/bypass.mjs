export default {
  suites: ['test/factors/bypass-codes/'],
  faults: [
    {
      name: 'a temporary code lives a millisecond too long',
      find: "const LIVE = 'usesLeft > 0 AND expiresAt > ?';",
      put: "const LIVE = 'usesLeft > 0 AND expiresAt >= ? - 1';",
    },
    {
      name: 'a temporary code that is used up signs in as well',
      find: "const LIVE = 'usesLeft > 0 AND expiresAt > ?';",
      put: "const LIVE = 'usesLeft > -9 AND expiresAt > ?';",
    },
    {
      name: 'an administrator gives themselves a temporary code',
      find: 'isSession(acting) && acting.account.id === accountId',
      put: 'isSession(acting) && acting.account.id === code',
    },
    {
      name: 'a session outlives the temporary code that began it',
      find: 'return Object.assign(spend, { endsBy: issued.expiresAt });',
      put: 'return spend;',
    },
    {
      name: 'a session outlives that its temporary code is withdrawn',
      find: 'await this.needs.tokens.revokeProvedBy(tx, accountId, [this.method])',
      put: '0',
    },
  ],
};
