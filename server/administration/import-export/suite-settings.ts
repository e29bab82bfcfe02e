import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Setting, type SettingName, SETTINGS, type SettingsPatch } from '../../settings/declarations.js';
import { invalid } from './totp-secret.js';

/** What becomes of one setting of the suite's TwoFactorAuth.config.json or config.json. */
export type Fate = { name: string } & ({ becomes: SettingName; value: unknown } | { leftOut: string });

type Rule = { becomes: SettingName; as: z.ZodType } | { leftOut: string };

/** A setting that is of one type there and here. */
const same = (becomes: SettingName): Rule => ({ becomes, as: typeOf(SETTINGS[becomes]) });
const typeOf = (setting: Setting): z.ZodType => {
  if (setting.kind === 'switch') return z.boolean();
  if (setting.kind === 'text') return z.string();
  return setting.kind === 'number' ? z.int() : z.enum(Object.keys(setting.values));
};
const OWN_PAGES = { leftOut: 'It concerns the suite’s own pages.' };

const RULES: Partial<Record<string, Rule>> = {
  Disabled: same('disabled'),
  ShowRecommendationToConfigure: same('showRecommendationToConfigure'),
  MandatoryToConfigure: {
    becomes: 'requireTwoFactor',
    as: z.boolean().transform((mandatory) => (mandatory ? 'EVERYONE' : 'NOBODY')),
  },
  AllowSecurityKeys: same('allowSecurityKeys'),
  AllowYubikey: same('allowSecurityKeys'),
  AllowAuthenticatorApp: same('allowAuthenticatorApp'),
  AllowBackupCodes: same('allowBackupCodes'),
  AllowUsedDevices: same('allowUsedDevices'),
  ClockTolerance: same('clockTolerance'),
  TrustDevicesForDays: same('trustDevicesForDays'),
  TrustedDevicesLifetime: same('trustDevicesForDays'),
  AuthTokenExpirationLifetimeDays: same('authTokenExpirationLifetimeDays'),
  StoreAuthTokenInDB: same('storeAuthTokenInDB'),
  FacetIds: { leftOut: 'Set U2F_FACETS to these, and ANDROID_APPS for the Android apps among them.' },
  IncludeInMobile: OWN_PAGES,
  IncludeInDesktop: OWN_PAGES,
  RequireInMobile: OWN_PAGES,
};
const UNRELATED = 'It has no counterpart here.';

// The suite adds a description, or nothing, behind the type.
const pairs = z.record(z.string(), z.tuple([z.unknown(), z.string()]).rest(z.unknown()));

/** The suite writes `[value, type]` for each setting. */
export const isSuiteSettings = (value: unknown): boolean => {
  const parsed = pairs.safeParse(value);
  return parsed.success && Object.keys(parsed.data).length > 0;
};

/**
 * What to change, and what becomes of every setting in these files; a value that is left out is never shown, since
 * config.json holds passwords. Throws BAD_USER_INPUT.
 */
export async function readSuiteSettings(
  paths: readonly string[],
): Promise<{ patch: SettingsPatch; fates: Fate[] }> {
  const fates: Fate[] = [];
  for (const path of paths) {
    const content = pairs.parse(JSON.parse(await readFile(path, 'utf8')));
    for (const [name, [value]] of Object.entries(content)) fates.push(fateOf(name, value));
  }
  const patch = Object.fromEntries(
    fates.flatMap((fate) => ('becomes' in fate ? [[fate.becomes, fate.value]] : [])),
  );
  return { patch, fates };
}

function fateOf(name: string, value: unknown): Fate {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (!rule) return { name, leftOut: UNRELATED };
  if ('leftOut' in rule) return { name, leftOut: rule.leftOut };
  const parsed = rule.as.safeParse(value);
  if (!parsed.success) throw invalid(`${name} has a value of another type than it should.`);
  return { name, becomes: rule.becomes, value: parsed.data };
}
