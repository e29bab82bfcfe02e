import { InvalidArgumentError } from '@commander-js/extra-typings';
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
import { ACTOR, type Family, type Result, UsageError } from './command.js';

export const settingsCommands: Family = (program, { onServices }) => {
  program
    .command('settings:get')
    .summary('shows all settings, or one')
    .description('Shows all settings, or one.')
    .argument('[name]')
    .action((name) => onServices((services) => getSettings(services, name)));

  program
    .command('settings:set')
    .summary('changes a setting')
    .description('Changes a setting. Servers that run follow.')
    .argument('<name>')
    .argument('<value>')
    .action((name, value) => onServices((services) => setSetting(services, name, value)));

  program
    .command('settings:profile')
    .summary('applies settings that belong together')
    .description(
      'Applies settings that belong together. strict: clockTolerance 1, no trusted devices, sessions of a day that end after an hour without use.',
    )
    .argument('<profile>', 'strict', parseProfile)
    .option('--dry-run', 'only show what it would change')
    .action((profile, { dryRun }) => onServices((services) => applyProfile(services, profile, dryRun)));
};

async function getSettings({ settings }: Services, name: string | undefined): Promise<Result> {
  const current = await settings.current();
  if (name === undefined) {
    const all = visible(current);
    return { data: Object.fromEntries(all), lines: all.map(([key, value]) => `${key} = ${String(value)}`) };
  }
  const value = current[settingNamed(name)];
  return { data: { [name]: value }, lines: [String(value)] };
}

async function setSetting({ settingsChanges }: Services, typedName: string, typed: string): Promise<Result> {
  const name = settingNamed(typedName);
  const after = await settingsChanges.update(ACTOR, { [name]: parsed(name, typed) });
  return { data: { [name]: after[name] }, lines: [`${name} = ${String(after[name])}`] };
}

/** What applying a profile changes; with --dry-run, what it would. */
async function applyProfile(
  { settingsChanges }: Services,
  profile: ProfileName,
  dryRun = false,
): Promise<Result> {
  const changes = await settingsChanges.changesBy(profile);
  if (!dryRun) await settingsChanges.applyProfile(ACTOR, profile);
  const lines = Object.entries(changes).map(
    ([setting, { from, to }]) => `${setting} = ${String(to)} (was ${String(from)})`,
  );
  return { data: { profile, changes }, lines: lines.length > 0 ? lines : ['Nothing to change.'] };
}

function parseProfile(typed: string): ProfileName {
  const profile = typed.toUpperCase();
  if (isProfile(profile)) return profile;
  throw new InvalidArgumentError(`Expected one of ${Object.keys(PROFILES).join(', ').toLowerCase()}.`);
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
    if (typed !== 'true' && typed !== 'false') throw new UsageError(`${name} must be true or false.`);
    return typed === 'true';
  }
  if (setting.kind === 'number') {
    if (!/^\d+$/.test(typed)) throw new UsageError(`${name} must be a whole number.`);
    return Number(typed);
  }
  if (setting.kind === 'text') return typed;
  const allowed = Object.keys(setting.values);
  if (!allowed.includes(typed)) throw new UsageError(`${name} must be one of ${allowed.join(', ')}.`);
  return typed;
}
