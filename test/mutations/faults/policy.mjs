export default {
  suites: ['test/sign-in/'],
  faults: [
    {
      name: 'a proof counts a millisecond too long',
      folder: 'sessions/proofs',
      find: 'this.needs.clock.now() - at < PROOF_LASTS',
      put: 'this.needs.clock.now() - at <= PROOF_LASTS',
      suites: ['test/sign-in/sign-in'],
    },
    {
      name: 'a recovery code outlives the last factor',
      find: 'if (left === 0) await tx.delete(RecoveryCode, { accountId: account.id });',
      put: '',
      suites: ['test/factors/recovery-codes/recovery-codes'],
    },
    {
      name: 'trust outlives a factor that is removed',
      find: 'await this.devices.dropAllTrust(tx, account.id)',
      put: '0',
      suites: ['test/factors/authenticator-app/', 'test/sessions/devices/'],
    },
  ],
};
