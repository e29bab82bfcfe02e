export default {
  suites: ['test/accounts/throttle/'],
  faults: [
    {
      name: 'nothing is ever put out of use',
      find: />= :stopAt THEN/,
      put: '>= :stopAt * 1000 THEN',
    },
    {
      name: 'what is put out of use is so one attempt too late',
      find: />= :stopAt THEN/,
      put: '> :stopAt THEN',
    },
    {
      name: 'delays begin one attempt too late',
      find: /< :free THEN 0/,
      put: '<= :free THEN 0',
    },
    {
      name: 'a delay is longer than the longest',
      find: '>= :mostDoublings',
      put: '> :mostDoublings',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'an attempt at the moment a delay ends is not counted',
      find: '(blockedUntil <= :now OR',
      put: '(blockedUntil < :now OR',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'a count that was forgotten goes on',
      find: /WHEN forgottenAt <= :now THEN :now \+ :leaksIn ELSE/,
      put: 'WHEN forgottenAt < 0 THEN :now + :leaksIn ELSE',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'a success pardons everything',
      find: '{ bucket: names },',
      put: '{ attempts: MoreThan(0) },',
    },
    {
      name: 'a new authenticator pardons wrong passwords',
      find: '{ accountId, kind: In(kinds) }',
      put: '{ accountId }',
    },
    {
      name: 'unlocking leaves what was counted before there was the account',
      find: 'await this.clear(tx, [this.password(loginKey, id, null), this.backend(loginKey, id)]);',
      put: '',
    },
    {
      name: 'a success pardons everybody at its address',
      find: "'forgottenAt - :leaksIn'",
      put: "'0'",
      suites: ['test/accounts/throttle/addresses'],
    },
    {
      name: 'a lockout is told at each attempt from then on',
      find: '[this.lockAt, STOP_AT].includes(attempts)',
      put: 'attempts >= this.lockAt',
    },
    {
      name: 'an account is listed as locked when its lockout has just ended',
      find: 'counter.blockedUntil > :now',
      put: 'counter.blockedUntil >= :now',
    },
    {
      name: 'an account is shown as locked when its lockout has just ended',
      find: 'blockedUntil: MoreThan(this.needs.clock.now())',
      put: 'blockedUntil: MoreThanOrEqual(this.needs.clock.now())',
      suites: ['test/accounts/throttle/lockout'],
    },
    {
      name: 'each IPv6 address is another',
      find: '.slice(0, 4)',
      put: '.slice(0, 8)',
      suites: ['test/accounts/throttle/addresses'],
    },
    {
      name: 'wrong codes are forgotten in time',
      find: /stopAt: STOP_AT, (keptFor|leaksIn): null/,
      put: 'stopAt: STOP_AT, $1: DAY',
    },
    {
      name: 'the sweep takes counts that still count',
      find: 'forgottenAt: LessThanOrEqual(this.needs.clock.now())',
      put: 'forgottenAt: MoreThan(0)',
      suites: ['test/platform/jobs/clean-up'],
    },
    {
      name: 'a wrong code is not counted beside another',
      find: "this.needs.clock.now(), 'TRUE'",
      put: "this.needs.clock.now(), 'blockedUntil <= :now'",
      suites: ['test/accounts/throttle/lockout'],
      on: 'mysql',
    },
    {
      name: 'a refusal tells a second too little',
      find: 'Math.ceil((until - now) / SECOND)',
      put: 'Math.floor((until - now) / SECOND)',
      suites: ['test/sign-in/sign-in'],
    },
  ],
};
