import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  type Setting,
  type SettingName,
  SETTINGS,
  type SettingsPatch,
  type SettingValues,
} from '../../settings/declarations.js';
import { COUNTERPARTS, UNRELATED } from './suite-counterparts.js';
import { type FileSettings, isSettingsFile, moduleOf, parseSettingsFile } from './suite-settings-file.js';
import { invalid } from './totp-secret.js';

/** What becomes of one setting of the suite's files. */
export type Fate = { name: string } & (
  | { becomes: SettingName; value: unknown; /** Why it is another value than there. */ because?: string }
  | { leftOut: string }
);

interface Rule {
  becomes: SettingName;
  as: z.ZodType;
  /** Of a value that says nothing against what is set here. */
  unlessItIs?: { value: unknown; why: string };
}

/** A setting that is of one type there and here. */
const same = (becomes: SettingName): Rule => ({ becomes, as: typeOf(SETTINGS[becomes]) });
const typeOf = (setting: Setting): z.ZodType => {
  if (setting.kind === 'switch') return z.boolean();
  if (setting.kind === 'text') return z.string();
  return setting.kind === 'number' ? z.int() : z.enum(Object.keys(setting.values));
};

const OF_TWO_FACTOR_AUTH: Partial<Record<string, Rule>> = {
  Disabled: same('disabled'),
  ShowRecommendationToConfigure: same('showRecommendationToConfigure'),
  MandatoryToConfigure: {
    becomes: 'requireTwoFactor',
    as: z.literal(true).transform(() => 'EVERYONE'),
    unlessItIs: { value: false, why: 'It demands nothing; whom requireTwoFactor names here stays.' },
  },
  AllowSecurityKeys: same('allowSecurityKeys'),
  AllowYubikey: same('allowSecurityKeys'),
  AllowAuthenticatorApp: same('allowAuthenticatorApp'),
  AllowBackupCodes: same('allowBackupCodes'),
  AllowUsedDevices: same('allowUsedDevices'),
  ClockTolerance: same('clockTolerance'),
  TrustDevicesForDays: same('trustDevicesForDays'),
  TrustedDevicesLifetime: same('trustDevicesForDays'),
};
const OF_THE_SUITE: Partial<Record<string, Rule>> = {
  AuthTokenExpirationLifetimeDays: same('authTokenExpirationLifetimeDays'),
  AuthTokenExpirationLifetime: same('authTokenExpirationLifetimeDays'),
  StoreAuthTokenInDB: same('storeAuthTokenInDB'),
};
const RULES: Partial<Record<string, Partial<Record<string, Rule>>>> = {
  TwoFactorAuth: OF_TWO_FACTOR_AUTH,
  // What it is called tells nothing: Disabled would be any module's.
  unknown: { ...OF_TWO_FACTOR_AUTH, ...OF_THE_SUITE },
  config: OF_THE_SUITE,
  SessionTimeoutWebclient: { TimeoutMinutes: same('idleTimeoutMinutes') },
};

/** By its contents, for a file of another name. */
export const isSuiteSettings = (value: unknown): boolean =>
  isSettingsFile(value, [...Object.keys(OF_TWO_FACTOR_AUTH), ...Object.keys(OF_THE_SUITE)]);

/**
 * What to change, and what becomes of every setting in these files; a value that is left out is never shown, since
 * config.json holds passwords. `now`: what is set here. Throws BAD_USER_INPUT.
 */
export async function readSuiteSettings(
  paths: readonly string[],
  now: Readonly<SettingValues>,
): Promise<{ patch: SettingsPatch; fates: Fate[] }> {
  const fates: Fate[] = [];
  for (const path of paths) {
    const { module, tenant } = moduleOf(path);
    const settings = parseSettingsFile(await readFile(path, 'utf8'));
    if (tenant === null) fates.push(...fatesOf(module, settings));
    else
      fates.push({
        name: `tenants/${tenant}/${module}`,
        leftOut: 'It is for one tenant; settings here are for all.',
      });
  }
  const agreed = agreedWith(fates, now);
  return { patch: patchOf(agreed), fates: agreed };
}

function fatesOf(module: string, settings: FileSettings): Fate[] {
  const rules = RULES[module] ?? {};
  return [...settings].map(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) return { name, leftOut: leftOutBecause(module, name) };
    if (value === null) return { name, leftOut: 'It has no value that the suite would read.' };
    if (rule.unlessItIs && rule.unlessItIs.value === value) return { name, leftOut: rule.unlessItIs.why };
    const parsed = rule.as.safeParse(value);
    if (!parsed.success) throw invalid(`${name} has a value of another type than it should.`);
    return { name, becomes: rule.becomes, value: parsed.data };
  });
}

const leftOutBecause = (module: string, name: string): string => {
  const ofModule = `${module}.${name}`;
  if (Object.hasOwn(COUNTERPARTS, ofModule)) return COUNTERPARTS[ofModule] ?? UNRELATED;
  return Object.hasOwn(COUNTERPARTS, name) ? (COUNTERPARTS[name] ?? UNRELATED) : UNRELATED;
};

const patchOf = (fates: readonly Fate[]): SettingsPatch =>
  Object.fromEntries(fates.flatMap((fate) => ('becomes' in fate ? [[fate.becomes, fate.value]] : [])));

/** What the suite allows together, and we do not: the safer value stays, and the rest is taken. */
function agreedWith(given: readonly Fate[], now: Readonly<SettingValues>): Fate[] {
  const settled = (fates: readonly Fate[]): SettingValues => ({ ...now, ...patchOf(fates) });
  let fates = given;
  if (patchOf(fates).allowUsedDevices === false) {
    // Here the list is one thing, and trust another.
    fates = withoutTrust(fates, 'AllowUsedDevices is off there, and no device is trusted then');
  }
  if (settled(fates).trustDevicesForDays > 0 && settled(fates).authTokenExpirationLifetimeDays === 0) {
    const why = `Tokens must expire while devices can be trusted: those here last ${now.authTokenExpirationLifetimeDays} days.`;
    fates =
      now.authTokenExpirationLifetimeDays > 0
        ? leavingOut(fates, 'authTokenExpirationLifetimeDays', why)
        : withoutTrust(fates, 'tokens do not expire');
  }
  const { trustDevicesForDays: trust, authTokenExpirationLifetimeDays: lifetime } = settled(fates);
  if (trust > 0 && trust <= lifetime) {
    fates = withoutTrust(fates, `trust of ${trust} days would not outlast tokens of ${lifetime}`);
  }
  const { idleTimeoutMinutes: idle, storeAuthTokenInDB } = settled(fates);
  if (idle > 0 && !storeAuthTokenInDB) {
    const why = 'Only stored tokens can end by idleness, and they are not stored.';
    fates = leavingOut(fates, 'idleTimeoutMinutes', why);
  }
  return [...fates];
}

const isFor =
  (setting: SettingName) =>
  (fate: Fate): boolean =>
    'becomes' in fate && fate.becomes === setting;

const leavingOut = (fates: readonly Fate[], setting: SettingName, leftOut: string): Fate[] =>
  fates.map((fate) => (isFor(setting)(fate) ? { name: fate.name, leftOut } : fate));

/** Where the files say nothing of trust, they say so by what they say beside. */
function withoutTrust(fates: readonly Fate[], why: string): Fate[] {
  const name = fates.find(isFor('trustDevicesForDays'))?.name ?? 'TrustDevicesForDays';
  const off: Fate = { name, becomes: 'trustDevicesForDays', value: 0, because: why };
  return [...fates.filter((fate) => !isFor('trustDevicesForDays')(fate)), off];
}
