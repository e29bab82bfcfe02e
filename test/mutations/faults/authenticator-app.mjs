export default {
  suites: ['test/factors/authenticator-app/'],
  faults: [
    {
      name: 'a code that another request has used signs in as well',
      find: 'sealedSecret = ? AND lastTimeStep < ?',
      put: 'sealedSecret = ? AND ? IS NOT NULL',
      suites: ['test/factors/authenticator-app/authenticator-app'],
    },
    {
      name: 'a code is spent on an app that was set up anew meanwhile',
      find: 'sealedSecret = ? AND lastTimeStep < ?',
      put: '? IS NOT NULL AND lastTimeStep < ?',
    },
    {
      name: 'codes are tolerated a step too far',
      find: 'clockTolerance * period',
      put: '(clockTolerance + 1) * period',
    },
    {
      name: 'the code that confirmed the set-up signs in as well',
      find: 'lastTimeStep: confirmedBy,',
      put: 'lastTimeStep: confirmedBy - 1,',
    },
    {
      name: 'a set-up lives a millisecond too long',
      find: 'tokenId: session.tokenId,\n      expiresAt: MoreThan(now)',
      put: 'tokenId: session.tokenId,\n      expiresAt: MoreThan(now - 1)',
    },
    {
      name: 'a set-up is confirmed that is no longer there',
      find: 'if (affected !== 1) throw expiredSetup();',
      put: 'void affected;',
    },
    {
      name: 'a set-up is confirmed after apps were switched off',
      find: /refuseUnlessAllowed\(this\.needs\.app, await this\.needs\.settings\.of\(session\.account\)\);(\s+const accountId)/,
      put: '$1',
    },
    {
      name: 'a set-up that was begun outlives a reset',
      find: /await tx\.delete\(AuthenticatorAppSetup, \{ accountId \}\);/,
      put: '',
    },
    {
      name: 'setting an app up leaves no event',
      find: /await this\.needs\.audit\.record\(tx, \{ action: 'authenticator_app\.enabled'.*\}\);/,
      put: '',
      suites: ['test/events/audit/audit'],
    },
    {
      name: 'setting an app up proves nothing',
      find: /await this\.needs\.proofs\.record\(tx, session, this\.needs\.app\.method\);/,
      put: '',
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'the sweep takes set-ups under way',
      find: 'expiresAt: LessThanOrEqual(this.needs.clock.now())',
      put: 'expiresAt: MoreThan(0)',
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'a code used where an app was brought from signs in here',
      find: 'lastTimeStep: timeStepAt(now, period)',
      put: 'lastTimeStep: 0',
      suites: ['test/administration/import-export/import'],
    },
    {
      name: 'an app with a short secret is not marked',
      find: 'shortSecret: isShort(secret)',
      put: 'shortSecret: false',
      suites: ['test/administration/import-export/brought-along'],
    },
    {
      name: 'half of the apps are enough to call the server’s clock wrong',
      find: 'off.length > skews.length / 2',
      put: 'off.length >= skews.length / 2',
      suites: ['test/administration/overview/'],
    },
  ],
};
