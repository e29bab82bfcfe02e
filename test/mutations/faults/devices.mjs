export default {
  suites: ['test/sessions/devices/'],
  faults: [
    {
      name: 'the device secret of A is good for B',
      find: 'accountId = ? AND secretHash = ?',
      put: '? IS NOT NULL AND secretHash = ?',
    },
    {
      name: 'trust lasts a millisecond too long',
      find: 'until > this.needs.clock.now() ? until : null',
      put: 'until >= this.needs.clock.now() ? until : null',
    },
    {
      name: 'trust that ended at the moment of shortening comes back',
      find: 'device.trustedAt <= settings.trustNotBefore',
      put: 'device.trustedAt < settings.trustNotBefore',
    },
    {
      name: 'trust outlives a stricter setting',
      find: / \|\| device\.trustedAt <= settings\.trustNotBefore(\) return null;\s+const until = )Math\.min\(.*\);/,
      put: '$1device.trustedUntil;',
    },
    {
      name: 'trust is listed that a stricter setting has ended',
      find: 'Math.max(settings.trustNotBefore, now - settings.trustDevicesForDays * DAY)',
      put: '0',
      suites: ['test/administration/'],
    },
    {
      name: 'somebody else’s device is changed, then refused',
      find: /await this\.byId\((acting\.account\.id|accountId), id(, tx)?\);\s+(await (this\.database|effect))/,
      put: '$3',
    },
    {
      name: 'somebody else’s device is found',
      find: 'findOneBy(Device, { id, accountId })',
      put: 'findOneBy(Device, { id })',
    },
    {
      name: 'somebody else’s device is acted on',
      find: 'findOneBy(Device, { id, accountId })',
      put: 'findOneBy(Device, { id })',
    },
    {
      name: 'a device stays trusted',
      find: 'await tx.update(Device, { id }, NOT_TRUSTED);',
      put: '',
    },
    {
      name: 'ending the trust of one account ends everybody’s',
      find: 'const trusted = { accountId, trustedUntil',
      put: 'void accountId; const trusted = { trustedUntil',
    },
    {
      name: 'an old device secret works on',
      find: 'SET secretHash = ?, ipAddress',
      put: 'SET secretHash = COALESCE(secretHash, ?), ipAddress',
    },
    {
      name: 'with the list off, the address of a sign-in is kept',
      find: 'ipAddress: allowUsedDevices ? client.ipAddress : null',
      put: 'ipAddress: client.ipAddress',
    },
    {
      name: 'with the list off, the address of a use is kept',
      find: 'if (!allowUsedDevices) return;',
      put: '',
    },
    {
      name: 'trust given in a session leaves no event',
      find: /await this\.needs\.audit\.record\(tx, (this\.)?event\('device\.trusted'.*\)\);/,
      put: '',
      suites: ['test/events/audit/audit'],
    },
    {
      name: 'a device is forgotten that holds a token',
      find: '!signedIn.has(id)',
      put: '!signedIn.has(id) || true',
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'a device is forgotten that is trusted',
      find: ".andWhere('(trustedUntil IS NULL OR trustedUntil <= :now)', { now: this.needs.clock.now() })",
      put: '',
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'a device is forgotten that signs in meanwhile',
      find: "'id IN (:...ids) AND lastSeenAt <= :before'",
      put: "'id IN (:...ids)'",
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'a device is forgotten while a signed token may live on it',
      find: 'Math.max(this.needs.retentionDays, lifetime)',
      put: 'this.needs.retentionDays',
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'trust is taken that was given anew meanwhile',
      find: '{ ...where, id: In(',
      put: '{ id: In(',
      suites: ['test/platform/jobs/clean-up'],
    },
  ],
};
