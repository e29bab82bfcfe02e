import type { Services } from '../app/services.js';
import { type ProfileName, PROFILES } from '../administration/settings/settings-profiles.js';
import {
  declaredSettings,
  isSetting,
  type Setting,
  type SettingName,
  SETTINGS,
  type SettingValues,
} from '../settings/declarations.js';
import { type Result, UsageError } from './command.js';
import type { Unattended } from '../platform/acting/guard.js';

export async function getSettings({ settings }: Services, [name]: string[]): Promise<Result> {
  const current = await settings.current();
  if (name === undefined) {
    const all = visible(current);
    return { data: Object.fromEntries(all), lines: all.map(([key, value]) => `${key} = ${String(value)}`) };
  }
  const value = current[settingNamed(name)];
  return { data: { [name]: value }, lines: [String(value)] };
}

export async function setSetting(
  actor: Unattended,
  { settingsChanges }: Services,
  [typedName = '', typed = '']: string[],
): Promise<Result> {
  const name = settingNamed(typedName);
  const after = await settingsChanges.update(actor, { [name]: parsed(name, typed) });
  return { data: { [name]: after[name] }, lines: [`${name} = ${String(after[name])}`] };
}

/** What applying a profile changes; with --dry-run, what it would. */
export async function applyProfile(
  actor: Unattended,
  { settingsChanges }: Services,
  [name = '']: string[],
  options: { 'dry-run'?: boolean },
): Promise<Result> {
  const profile = name.toUpperCase();
  if (!isProfile(profile)) {
    const known = Object.keys(PROFILES).join(', ').toLowerCase();
    throw new UsageError(`There is no profile ${name}, but ${known}.`);
  }
  const changes = await settingsChanges.changesBy(profile);
  if (!options['dry-run']) await settingsChanges.applyProfile(actor, profile);
  const lines = Object.entries(changes).map(
    ([setting, { from, to }]) => `${setting} = ${String(to)} (was ${String(from)})`,
  );
  return { data: { profile, changes }, lines: lines.length > 0 ? lines : ['Nothing to change.'] };
}

const isProfile = (name: string): name is ProfileName => Object.hasOwn(PROFILES, name);

const visible = (settings: Readonly<SettingValues>): [SettingName, SettingValues[SettingName]][] =>
  declaredSettings.map(([name]) => [name, settings[name]]);

function settingNamed(name: string): SettingName {
  if (!isSetting(name)) throw new UsageError(`There is no setting ${name}.`);
  return name;
}

/** The typed text as a value that the setting can have. */
function parsed(name: SettingName, typed: string): string | number | boolean {
  const setting: Setting = SETTINGS[name];
  if (setting.kind === 'switch') {
    if (typed !== 'true' && typed !== 'false') throw new UsageError(`${name} is true or false.`);
    return typed === 'true';
  }
  if (setting.kind === 'number') {
    if (!/^\d+$/.test(typed)) throw new UsageError(`${name} is a whole number.`);
    return Number(typed);
  }
  const allowed = Object.keys(setting.values);
  if (!allowed.includes(typed)) throw new UsageError(`${name} is one of ${allowed.join(', ')}.`);
  return typed;
}
