export default {
  suites: ['test/integrations/app-passwords/'],
  faults: [
    {
      name: 'an app password lives a millisecond too long',
      find: 'Number(row.expiresAt) <= this.needs.clock.now()',
      put: 'Number(row.expiresAt) < this.needs.clock.now()',
    },
    {
      name: 'an app password outlives what it was made under',
      find: 'AND a.credentialVersion = p.credentialVersion\n  WHERE',
      put: '\n  WHERE',
    },
    {
      name: 'somebody else’s app password is renamed',
      find: 'const owned = { id, accountId: session.account.id };',
      put: 'const owned = { id };',
    },
    {
      name: 'somebody else’s app password is revoked',
      find: 'tx.findOneBy(AppPassword, { id, accountId });\n      const { affected } = await tx.delete(AppPassword, { id, accountId })',
      put: 'tx.findOneBy(AppPassword, { id });\n      const { affected } = await tx.delete(AppPassword, { id })',
    },
    {
      name: 'app passwords that have ended take up places',
      find: "'accountId = :id AND credentialVersion <> :credentialVersion'",
      put: "'FALSE AND accountId = :id AND credentialVersion <> :credentialVersion'",
    },
    {
      name: 'a use from another address leaves no event',
      find: 'before.lastUsedAt !== null && before.lastUsedFrom === ipAddress',
      put: 'before.lastUsedAt !== null',
    },
    {
      name: 'switched off, app passwords are accepted',
      find: 'if (!settings.allowAppPasswords) return null;',
      put: '',
    },
  ],
};
