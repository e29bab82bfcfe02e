export default {
  suites: ['test/factors/backup-codes/'],
  faults: [
    {
      name: 'a used code is accepted again',
      find: '{ ...found, accountId, usedAt: IsNull() }',
      put: '{ ...found, accountId }',
    },
    {
      name: 'a code that another request has used signs in as well',
      find: 'if (affected !== 1) return false;',
      put: '',
      suites: ['test/races'],
    },
    {
      name: 'the list of accounts does not hear of a used code',
      find: 'await noteLeft(tx, user.id, remaining);',
      put: '',
      suites: ['test/accounts/filters'],
    },
    {
      name: 'a new set leaves the old one',
      find: /await this\.removeAll\(tx, accountId\);\n {4}await this\.needs\.throttle/,
      put: 'await this.needs.throttle',
    },
    {
      name: 'a new set is locked as the old one was',
      find: /await this\.needs\.throttle\.clearKinds\(tx, accountId, \[this\.method\]\);/,
      put: '',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'the use of a backup code leaves no event',
      find: 'await this.recordUse(tx, { ...user, id: accountId });',
      put: '',
      suites: ['test/events/audit/audit', 'test/events/notifications/occasions'],
    },
    {
      name: 'a mail tells how many codes there were, not how many are left',
      find: '{ accountId: user.id, usedAt: IsNull() }',
      put: '{ accountId: user.id }',
      suites: ['test/events/notifications/mail'],
    },
    {
      name: 'used codes are counted as left',
      find: '{ accountId: In(accountIds), usedAt: IsNull() }',
      put: '{ accountId: In(accountIds) }',
    },
    {
      name: 'every set has the same salt',
      find: 'const salt = randomBytes(SALT_BYTES)',
      put: 'const salt = Buffer.alloc(SALT_BYTES)',
    },
    {
      name: 'a wrong code costs nothing where the codes are from elsewhere',
      find: 'await this.hashCode(typed, randomBytes(SALT_BYTES));',
      put: '',
      suites: ['test/administration/import-export/brought-along'],
    },
    {
      name: 'a code from elsewhere is good on another account, once its row is there',
      find: '`${accountId}:${code}`',
      put: '`${accountId.slice(36)}:${code}`',
      suites: ['test/administration/import-export/brought-along'],
    },
    {
      name: 'an account that has codes gets those from elsewhere as well',
      folder: 'administration/import-export',
      find: 'hasPrimary && !existing.hasBackupCodes',
      put: 'hasPrimary',
      suites: ['test/administration/import-export/brought-along'],
    },
    {
      name: 'an import brings what an account got since it was looked up',
      folder: 'administration/import-export',
      find: 'const attached = again.flatMap(',
      put: 'const attached = toAttach.flatMap(',
      suites: ['test/administration/import-export/brought-along'],
    },
    {
      name: 'the removal of a set leaves no event',
      find: /await this\.needs\.audit\.record\(tx, \{ action: 'backup_codes\.removed'.*\}\);/,
      put: '',
      suites: ['test/events/audit/audit'],
    },
    {
      name: 'codes are made without anything to stand in for',
      find: 'if (primaryFactors !== 0) return;',
      put: 'if (primaryFactors >= 0) return;',
    },
    {
      name: 'codes are made while two-factor is switched off',
      find: 'refuseUnlessAllowed(this, await this.needs.settings.of(session.account));\n    const accountId',
      put: 'const accountId',
    },
    {
      name: 'a set that waits to be confirmed is good already',
      find: 'if (!untilConfirmed) return this.replace(tx, session, set);',
      put: 'if (untilConfirmed !== null) return this.replace(tx, session, set);',
    },
    {
      name: 'codes that wait outlive a changed password',
      find: '{ ...pending, salt, credentialVersion }',
      put: '{ ...pending, salt }',
    },
    {
      name: 'two confirmations of one set both count',
      find: 'if (affected !== 1) throw noneWaits();',
      put: '',
      suites: ['test/races'],
    },
    {
      name: 'codes that wait outlive the factor that they stand beside',
      find: 'await tx.delete(PendingBackupCodes, { accountId });',
      put: '',
    },
    {
      name: 'a code of an earlier set confirms the later one',
      find: '!hashes.includes(hash)',
      put: 'hashes.length === 0',
    },
    {
      name: 'a character of the alphabet is never drawn',
      folder: 'platform',
      find: 'randomInt(ALPHABET.length)',
      put: 'randomInt(ALPHABET.length - 1)',
    },
  ],
};
