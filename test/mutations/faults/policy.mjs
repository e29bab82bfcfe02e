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
      find: 'await this.needs.devices.dropAllTrust(tx, account.id)',
      put: '0',
      suites: ['test/factors/authenticator-app/', 'test/sessions/devices/'],
    },
    {
      name: 'two factors may have the same bit',
      find: '(other.primaryBit ?? -1) === primaryBit',
      put: 'false',
      suites: ['test/factors/registry'],
    },
    {
      name: 'what is only good beside a factor outlives the last one',
      find: 'left === 0 ? await factor.removeAll(tx, account.id) : 0',
      put: '0',
      suites: ['test/factors/backup-codes/'],
    },
    {
      name: 'a reset leaves the failures of before',
      find: 'await this.needs.throttle.clearKinds(tx, account.id, guessed);',
      put: '',
      suites: ['test/factors/registry'],
    },
    {
      name: 'a method that is switched off is used beside one that is not',
      find: 'return allowed.length > 0 ? allowed : setUp;',
      put: 'return setUp;',
      suites: ['test/sign-in/sign-in'],
    },
  ],
};
