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
      find: ' - 1;\n    this.remembered',
      put: ' * 1000;\n    this.remembered',
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
