export default {
  suites: ['test/integrations/basic-check/basic'],
  faults: [
    {
      name: 'an app password opens the backends of every scope',
      find: '!appPassword.scopes.includes(presented.scope)',
      put: 'appPassword.scopes.length === 0',
    },
    {
      name: 'a password that was right is never checked again',
      find: ' && this.needs.clock.now() < known.until',
      put: '',
    },
    {
      name: 'a password that was right outlives its change',
      find: '[id, credentialVersion, password]',
      put: '[id, password]',
    },
    {
      name: 'the password opens backends although a second factor protects the account',
      find: ' || isProtected(account, settings)',
      put: '',
    },
  ],
};
