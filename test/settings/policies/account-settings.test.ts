import { describe, expect, test } from 'vitest';
import { DAY } from '../../../server/platform/clock.js';
import { SETTINGS } from '../../../server/settings/declarations.js';
import { accountSettings } from '../../../server/settings/policies/account-settings.js';
import type { GroupPolicy } from '../../../server/settings/policies/group-policy.entity.js';
import { NO_FACTS } from '../../../server/settings/policies/policy-columns.js';
import { enrolmentDeadline, isRequired } from '../../../server/settings/requirement.js';
import type { Settings } from '../../../server/settings/settings.entity.js';
import { Random } from '../../demo/random.js';

const SWITCHES = [
  'allowAuthenticatorApp',
  'allowSecurityKeys',
  'allowBackupCodes',
  'allowAppPasswords',
  'allowPasswordForBackends',
] as const;
const NUMBERS = ['trustDevicesForDays', 'authTokenExpirationLifetimeDays', 'idleTimeoutMinutes'] as const;
const NETWORKS = ['', '192.0.2.0/24', '198.51.100.0/24 203.0.113.7/32'];
const GROUPS = ['one', 'two', 'three', 'four'];

/** As the statement packs them: the order is that of the columns. */
const packed = (policies: GroupPolicy[]): string | null =>
  policies.length === 0
    ? null
    : policies
        .map((policy) =>
          JSON.stringify(
            [
              'groupId',
              'version',
              'requireTwoFactor',
              'requiredSince',
              'enrolmentGraceDays',
              'allowedNetworks',
              'alwaysAskFrom',
              'neverAskFrom',
              ...Object.entries(SETTINGS)
                .filter(([, setting]) => 'byGroup' in setting)
                .map(([name]) => name),
            ].map((name) => {
              const value = policy[name as keyof GroupPolicy];
              return typeof value === 'boolean' ? Number(value) : value;
            }),
          ),
        )
        .join(',');

function drawn(random: Random) {
  const oneOf = <T>(...values: T[]): T => random.pick(values);
  const settings = {
    ...Object.fromEntries(Object.entries(SETTINGS).map(([name, { default: value }]) => [name, value])),
    ...Object.fromEntries(SWITCHES.map((name) => [name, random.whole(0, 3) > 0])),
    trustDevicesForDays: oneOf(0, 5, 30),
    authTokenExpirationLifetimeDays: oneOf(0, 3, 14),
    idleTimeoutMinutes: oneOf(0, 15, 60),
    disabled: random.whole(0, 12 - 1) === 0,
    requireTwoFactor: oneOf('NOBODY', 'ADMINS', 'EVERYONE'),
    enrolmentGraceDays: oneOf(0, 7, 30),
    requiredOfAdminsSince: random.whole(0, 100 - 1) * DAY,
    requiredOfEveryoneSince: random.whole(0, 100 - 1) * DAY,
  } as Settings;
  const policies = GROUPS.filter(() => random.whole(0, 2 - 1) === 0).map(
    (groupId) =>
      ({
        groupId,
        version: 1,
        requireTwoFactor: random.whole(0, 2 - 1) === 0,
        requiredSince: random.whole(0, 100 - 1) * DAY,
        enrolmentGraceDays: oneOf(null, 0, 3, 60),
        ...Object.fromEntries(SWITCHES.map((name) => [name, oneOf(null, null, false)])),
        trustDevicesForDays: oneOf(null, 0, 7, 90),
        authTokenExpirationLifetimeDays: oneOf(null, 1, 20),
        idleTimeoutMinutes: oneOf(null, 5, 120),
        allowedNetworks: oneOf(...NETWORKS),
        alwaysAskFrom: oneOf(...NETWORKS),
        neverAskFrom: oneOf(...NETWORKS),
      }) as GroupPolicy,
  );
  const memberships = GROUPS.filter(() => random.whole(0, 2 - 1) === 0).map((groupId) => ({
    groupId,
    since: random.whole(0, 100 - 1) * DAY,
  }));
  const isInDomain = random.whole(0, 3 - 1) === 0;
  const account = {
    role: oneOf('USER', 'ADMIN'),
    requireTwoFactor: random.whole(0, 4 - 1) === 0,
    primaryFactors: random.whole(0, 4 - 1) === 0 ? 1 : 0,
    graceFrom: oneOf(null, random.whole(0, 100 - 1) * DAY),
    createdAt: random.whole(0, 100 - 1) * DAY,
    policyGroups:
      memberships.length === 0
        ? null
        : memberships.map(({ groupId, since }) => JSON.stringify([groupId, since])).join(','),
    policyDomain: isInDomain ? 'four' : null,
    exemptUntil: oneOf(null, random.whole(0, 200 - 1) * DAY + random.whole(0, 1000 - 1)),
  } as const;
  return { settings, policies, memberships, isInDomain, account };
}

type Drawn = ReturnType<typeof drawn>;

/** What policy is to say, told as plainly as can be: one list of everything that is said, and the strictest of it. */
function model({ settings, policies, memberships, isInDomain, account }: Drawn) {
  const joined = [
    ...memberships,
    ...(isInDomain ? [{ groupId: 'four', since: account.createdAt }] : []),
  ].flatMap(({ groupId, since }) =>
    policies.filter((policy) => policy.groupId === groupId).map((policy) => ({ policy, since })),
  );
  const said = <Name extends keyof GroupPolicy & keyof Settings>(name: Name) => [
    settings[name],
    ...joined.map(({ policy }) => policy[name]),
  ];
  const values: Record<string, unknown> = {};
  for (const name of SWITCHES) values[name] = said(name).every((value) => value !== false);
  for (const name of NUMBERS) {
    const numbers = said(name).filter((value) => value !== null);
    const limits = name === 'trustDevicesForDays' ? numbers : numbers.filter((value) => value > 0);
    values[name] = limits.length === 0 ? 0 : limits.reduce((one, other) => (other < one ? other : one));
  }
  const canBeMet =
    !settings.disabled && (values['allowAuthenticatorApp'] === true || values['allowSecurityKeys'] === true);
  const begins = account.graceFrom ?? account.createdAt;
  const deadlines: number[] = [];
  const own = settings.enrolmentGraceDays * DAY;
  if (account.requireTwoFactor) deadlines.push(begins + own);
  else if (
    settings.requireTwoFactor === 'EVERYONE' ||
    (settings.requireTwoFactor === 'ADMINS' && account.role === 'ADMIN')
  ) {
    const since =
      account.role === 'ADMIN' ? settings.requiredOfAdminsSince : settings.requiredOfEveryoneSince;
    deadlines.push(Math.max(begins, since) + own);
  }
  for (const { policy, since } of joined) {
    if (!policy.requireTwoFactor) continue;
    const days = policy.enrolmentGraceDays ?? settings.enrolmentGraceDays;
    deadlines.push(Math.max(begins, since, policy.requiredSince) + days * DAY);
  }
  const isDemanded = canBeMet && deadlines.length > 0;
  const exemptUntil = account.role === 'USER' ? (account.exemptUntil ?? 0) : 0;
  const deadline =
    isDemanded && account.primaryFactors === 0 ? Math.max(exemptUntil, Math.min(...deadlines)) : null;
  const lists = (name: 'allowedNetworks' | 'alwaysAskFrom' | 'neverAskFrom') =>
    joined.map(({ policy }) => policy[name]).filter((list) => list !== '');
  return {
    values,
    isDemanded,
    deadline,
    lists: [lists('allowedNetworks'), lists('alwaysAskFrom'), lists('neverAskFrom')],
  };
}

describe('the settings of an account', () => {
  test('are what a simple model says, whatever is set, whatever groups say, whoever is exempted', () => {
    const random = new Random(20_261_130);
    let [demanded, stricter, exempt] = [0, 0, 0];
    for (let round = 0; round < 5000; round++) {
      const one = drawn(random);
      const text = packed(one.policies);
      const settings = accountSettings({ ...one.settings, policies: text }, one.account);
      const expected = model(one);
      const found = {
        values: Object.fromEntries([...SWITCHES, ...NUMBERS].map((name) => [name, settings[name]])),
        isDemanded: isRequired(one.account, settings),
        deadline: enrolmentDeadline(one.account, settings),
        lists: [settings.groups.allowedNetworks, settings.groups.alwaysAskFrom, settings.groups.neverAskFrom],
      };
      expect(found, `round ${round}: ${JSON.stringify(one)}`).toEqual(expected);
      if (expected.isDemanded) demanded++;
      if (NUMBERS.some((name) => settings[name] !== one.settings[name])) stricter++;
      if (settings.groups.exemptUntil > 0) exempt++;
    }
    // That it was not all the same.
    for (const count of [demanded, stricter, exempt]) expect(count).toBeGreaterThan(500);
  });

  test('without a policy they are those of all, made once', () => {
    const settings = { policies: null, trustDevicesForDays: 30 } as Settings;
    const account = { role: 'USER', createdAt: 0, ...NO_FACTS };
    expect(accountSettings(settings, account)).toBe(accountSettings(settings, { ...account, createdAt: 1 }));
    expect(accountSettings(settings, account).trustDevicesForDays).toBe(30);
  });
});
