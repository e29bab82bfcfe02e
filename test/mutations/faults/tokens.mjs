export default {
  suites: ['test/sessions/tokens/'],
  faults: [
    {
      name: 'a token lives a millisecond too long',
      find: 'now >= endOf(session, settings)',
      put: 'now > endOf(session, settings)',
    },
    {
      name: 'a signed token that has expired ends what lives on its device',
      find: 'currentDate: new Date(this.clock.now())',
      put: 'currentDate: new Date(0)',
      suites: ['test/sessions/tokens/ending'],
    },
    {
      name: 'ending the others leaves signed ones',
      find: 'await this.needs.signed.end(tx, { accountId }, exceptTokenId);',
      put: '',
    },
    {
      name: 'ending everybody’s sessions ends none',
      find: ' || session.epoch !== settings.sessionEpoch',
      put: '',
      suites: ['test/sessions/tokens/', 'test/settings/'],
    },
    {
      name: 'a session of nothing but the password lives on when it takes more',
      find: "if (session.secondFactor === null && isProtected(account, settings)) return 'ENDED';",
      put: '',
    },
    {
      name: 'an idle session lives on',
      find: 'if (idle === 0) return expiry;',
      put: 'if (idle !== null) return expiry;',
    },
    {
      name: 'idle sessions are listed, and their devices shown as signed in',
      find: 'if (idle === 0) return query;',
      put: 'if (idle !== null) return query;',
    },
    {
      name: 'use is noted a millisecond too late',
      find: 'lastUsedAt <= :before',
      put: 'lastUsedAt < :before',
    },
    {
      name: 'ending the others ends one’s own',
      find: 'this.revokeAll(tx, session.account.id, session.tokenId)',
      put: 'this.revokeAll(tx, session.account.id)',
    },
    {
      name: 'ending the others ends everybody’s',
      find: /accountId,(\s+\.\.\.\(exceptTokenId !== undefined && \{ id: Not\(exceptTokenId\) \}\))/,
      put: '...(!exceptTokenId && { accountId }),$1',
    },
    {
      name: 'a change of password ends its own session, and no other',
      find: 'id: Not(exceptTokenId)',
      put: 'id: exceptTokenId',
      suites: ['test/accounts/accounts'],
    },
    {
      name: 'signing out only drops the cookie',
      find: /await tx\.delete\(AuthToken, \{ id: (session\.)?tokenId \}\)/,
      put: "await tx.delete(AuthToken, { id: '' })",
    },
    {
      name: 'signing a device out signs all out',
      find: /tx\.delete\(AuthToken, \{ accountId(: account\.id)?, deviceId \}\)/,
      put: 'tx.delete(AuthToken, { accountId$1 })',
    },
    {
      name: 'the sweep takes tokens that live',
      find: 'expiresAt: LessThanOrEqual(now)',
      put: 'expiresAt: LessThanOrEqual(now + 15 * DAY)',
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'of requests that renew a token at once each brings a new one',
      find: '(hash = ? OR (replacedHash = ? AND replacedAt > ? AND replacedAt <= ?))`',
      put: '(TRUE OR hash = ? OR (replacedHash = ? AND replacedAt > ? AND replacedAt <= ?))`',
      suites: ['test/sessions/tokens/renewal'],
    },
    {
      name: 'a replaced token works on',
      find: 'this.needs.clock.now() - Number(row.replacedAt) < REPLACED_FOR',
      put: 'Number(row.replacedAt) > 0',
      suites: ['test/sessions/tokens/renewal'],
    },
    {
      name: 'the second factor of a session is forgotten',
      find: /secondFactor,(\s+createdAt: issuedAt,)/,
      put: 'secondFactor: null,$1',
      suites: ['test/sign-in/sign-in', 'test/story'],
    },
    {
      name: 'a signed token tells no second factor',
      find: 'amr: claims.secondFactor,',
      put: 'amr: null,',
      suites: ['test/sessions/tokens/', 'test/factors/recovery-codes/'],
    },
    {
      name: 'a second factor proved later is not noted',
      find: "await changed(tx, 'UPDATE auth_tokens SET secondFactor = ? WHERE id = ?', [secondFactor, id]);",
      put: '',
      suites: ['test/story', 'test/factors/recovery-codes/', 'test/sign-in/'],
    },
    {
      name: 'a key is dropped while tokens without end are signed with it',
      folder: 'sessions/tokens',
      find: 'expiresAt ?? NEVER_EXPIRES',
      put: 'expiresAt ?? 0',
      suites: ['test/platform/encryption/rotation'],
    },
    {
      name: 'a token that has just expired is listed as live',
      find: 'token.expiresAt > :now)',
      put: 'token.expiresAt >= :now)',
      suites: ['test/sessions/tokens/ending'],
    },
    {
      name: 'a token ended leaves no event',
      find: /await this\.needs\.audit\.record\(tx, \{\s+action: 'token\.revoked',[^}]*\},\s+\}\);/,
      put: '',
      suites: ['test/events/audit/audit', 'test/administration/'],
    },
  ],
};
