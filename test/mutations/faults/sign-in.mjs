export default {
  suites: ['test/sign-in/sign-in'],
  faults: [
    {
      name: 'an expired challenge is accepted',
      find: 'attemptsLeft > 0 AND expiresAt > ?',
      put: 'attemptsLeft > 0 AND ? IS NOT NULL',
    },
    {
      name: 'a challenge lives a millisecond too long',
      find: 'attemptsLeft > 0 AND expiresAt > ?',
      put: 'attemptsLeft > 0 AND expiresAt >= ?',
    },
    {
      name: 'attempts on a challenge are not counted',
      find: 'SET attemptsLeft = attemptsLeft - 1',
      put: 'SET attemptsLeft = attemptsLeft',
    },
    {
      name: 'a challenge is good for a sixth attempt',
      find: 'attemptsLeft > 0',
      put: 'attemptsLeft >= 0',
    },
    {
      name: 'an attempt that was not there to spend is made all the same',
      find: /(SPEND_ATTEMPT, \[id, this\.clock\.now\(\)\]\);)\s+if \(found !== 1\) throw expired\(\);/,
      put: '$1 void found;',
      suites: ['test/races'],
    },
    {
      name: 'a challenge spent by another request signs in again',
      find: /(SPEND, \[this\.clock\.now\(\), id\]\);)\s+if \(found !== 1\) throw expired\(\);/,
      put: '$1 void found;',
      suites: ['test/races'],
    },
    {
      name: 'a challenge outlives a change of password',
      find: 'completion.lock(tx, { id, credentialVersion })',
      put: 'completion.lock(tx, { id })',
    },
    {
      name: 'a disabled account signs in',
      find: 'opened && (await this.needs.completion.lock(tx, opened.account))',
      put: 'opened?.account',
    },
    {
      name: 'a disabled account signs in with a passkey',
      find: 'await this.needs.completion.lock(tx, { id: accountId })',
      put: 'await this.needs.accounts.find(accountId, tx)',
      suites: ['test/factors/security-keys/ceremonies'],
    },
    {
      name: 'a right password pardons no wrong ones',
      find: /(the password, the address: otherwise two wait for each other\.)\s+await attempt\.succeeded\(tx\);/,
      put: '$1',
      suites: ['test/accounts/throttle/lockout', 'test/sign-in/sign-in'],
    },
    {
      name: 'a proven device shares the count of strangers',
      find: ', device?.id ?? null);',
      put: ', null);',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'a failure leaves no event',
      find: "await this.needs.audit.record(tx, { action: 'sign_in.failed', actor: unproven(client), account });",
      put: '',
      suites: ['test/events/audit/audit'],
    },
    {
      name: 'a failed sign-in is said to be by whose account it is',
      find: "action: 'sign_in.failed', actor: unproven(client), account }",
      put: "action: 'sign_in.failed', actor: account, account }",
      suites: ['test/events/audit/audit'],
    },
    {
      name: 'a wrong code is said to be by whose account it is',
      find: /actor: unproven\(client\),\n {10}account,\n {10}\/\/ A client/,
      put: 'actor: actorFor(account, client),\n          account,\n          // A client',
      suites: ['test/events/audit/audit'],
    },
    {
      name: 'a lockout by wrong codes is not recorded',
      find: 'await attempt?.failed(tx, actorFor(account, client));',
      put: '',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'a right code pardons no wrong ones',
      find: 'await attempt?.succeeded(tx);',
      put: '',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'a code is taken of an app that is switched off',
      find: /if \(!this\.needs\.factors\.isUsable\(method, account, await this\.needs\.settings\.current\(tx\)\)\)\s+throw notOffered\(\);/,
      put: '',
      suites: ['test/sign-in/sign-in'],
    },
    {
      name: 'the device is trusted, asked for or not',
      find: 'trustDevice: step.trustDevice,',
      put: 'trustDevice: true,',
      suites: ['test/sessions/devices/'],
    },
    {
      name: 'a device that asked with its secret is a new one after the second step',
      find: 'knownDeviceId: challenge.deviceId,',
      put: 'knownDeviceId: null,',
      suites: ['test/sessions/devices/'],
    },
    {
      name: 'the token that the browser held lives on',
      find: 'if (client.heldToken !== undefined) await this.needs.tokens.revokeReplaced(tx, client.heldToken);',
      put: '',
    },
    {
      name: 'the last attempt on a challenge is told one too late',
      find: 'challenge.attemptsLeft === 1',
      put: 'challenge.attemptsLeft === 0',
      suites: ['test/events/notifications/occasions'],
    },
  ],
};
