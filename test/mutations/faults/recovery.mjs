export default {
  suites: ['test/factors/recovery-codes/'],
  faults: [
    {
      name: 'a recovery code lives a millisecond too long',
      find: 'const valid = { accountId, expiresAt: MoreThan(this.needs.clock.now()) };',
      put: 'const valid = { accountId, expiresAt: MoreThan(this.needs.clock.now() - 1) };',
      suites: ['test/factors/recovery-codes/recovery-codes'],
    },
    {
      name: 'a recovery code that another request has used signs in as well',
      find: 'if (affected !== 1) return false;',
      put: '',
      suites: ['test/factors/recovery-codes/recovery-codes'],
    },
    {
      name: 'a new recovery code is locked as the old one was',
      find: 'await this.needs.throttle.clearKinds(tx, accountId, [this.method]);',
      put: '',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'trust outlives a recovery',
      find: 'await this.needs.devices.dropAllTrust(tx, accountId);',
      put: '',
    },
    {
      name: 'a password chosen by link leaves the login locked',
      folder: 'accounts/password-links',
      find: "await this.needs.throttle.clearKinds(tx, id, ['password']);",
      put: '',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'a link that another request has used sets a password as well',
      folder: 'accounts/password-links',
      find: 'affected !== 1 || !account || account.disabled',
      put: '!account || account.disabled',
      suites: ['test/accounts/password-links'],
    },
    {
      name: 'a password chosen by link leaves the sessions of before',
      folder: 'accounts/password-links',
      find: 'await this.needs.accounts.endAllAccess(tx, id);',
      put: '',
      suites: ['test/accounts/password-links'],
    },
  ],
};
