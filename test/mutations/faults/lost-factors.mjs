export default {
  suites: ['test/factors/two-factor/'],
  faults: [
    {
      name: 'the last factor goes though nobody meant that',
      find: 'if (isLast && !evenLast) {',
      put: 'if (false) {',
    },
    {
      name: 'what a lost factor proved goes on',
      folder: 'sessions/tokens',
      find: '{ accountId, secondFactor: In(methods) }',
      put: "{ accountId, secondFactor: In(['NONE']) }",
    },
    {
      name: 'what a trusted device was spared outlives the trust',
      folder: 'factors',
      find: "'TRUSTED_DEVICE',",
      put: '',
    },
    {
      name: 'a lost key among several takes all of its method along',
      folder: 'factors',
      find: 'const gone = isLastOfMethod ? (factor.primaryBit ?? 0) : 0;',
      put: 'const gone = factor.primaryBit ?? 0;',
    },
    {
      name: 'signed sessions outlive a lost factor',
      folder: 'sessions/tokens',
      find: 'secondFactor: In(methods) });\n    await this.needs.signed.end(tx, { accountId });',
      put: 'secondFactor: In(methods) });',
    },
    {
      name: 'a key of anybody’s is removed',
      folder: 'factors/security-keys',
      find: 'const key = await tx.findOneBy(SecurityKey, { id, accountId });',
      put: 'const key = await tx.findOneBy(SecurityKey, { id });\n  if (key) accountId = key.accountId;',
    },
    {
      name: 'an app that is not set up is removed as lost',
      folder: 'factors/authenticator-app',
      find: 'if ((await this.removeAll(tx, accountId)) === 0) {',
      put: 'if ((await this.removeAll(tx, accountId)) < 0) {',
      suites: ['test/factors/two-factor/', 'test/factors/authenticator-app/'],
    },
    {
      name: 'lost backup codes are removed twice',
      folder: 'factors/backup-codes',
      find: "if (codes === 0) throw new Refusal('NOT_FOUND', 'There are no unused backup codes.');",
      put: '',
    },
    {
      name: 'a reset of many resets who has nothing',
      find: 'if (mustHave && account.primaryFactors === 0) {',
      put: 'if (false) {',
      suites: ['test/administration/bulk-actions'],
    },
    {
      name: 'a selection exports everyone',
      folder: 'accounts',
      find: 'if (filter.ids !== undefined) query.andWhere({ id: In(filter.ids) });',
      put: '',
      suites: ['test/api/http/exports'],
    },
    {
      name: 'a selection may be as long as anybody likes',
      folder: 'api/http',
      find: '.max(MOST_SELECTED)',
      put: '',
      suites: ['test/api/http/exports'],
    },
  ],
};
