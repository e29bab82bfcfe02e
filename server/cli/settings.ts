import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Services } from '../app/services.js';
import { type ProfileName, PROFILES } from '../settings/settings-profiles.js';
import type { Settings } from '../settings/settings.entity.js';
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
  const all = visible(await settings.current());
  if (name === undefined) {
    return { data: all, lines: Object.entries(all).map(([key, value]) => `${key} = ${String(value)}`) };
  }
  const value = settingNamed(all, name);
  return { data: { [name]: value }, lines: [String(value)] };
}

async function setSetting({ settings }: Services, name: string, typed: string): Promise<Result> {
  const before = settingNamed(visible(await settings.current()), name);
  const after = visible(await settings.update(ACTOR, { [name]: parseLike(before, name, typed) }));
  return { data: { [name]: after[name] }, lines: [`${name} = ${String(after[name])}`] };
}

/** What applying a profile changes; with --dry-run, what it would. */
async function applyProfile({ settings }: Services, profile: ProfileName, dryRun = false): Promise<Result> {
  const changes = await settings.changesBy(profile);
  if (!dryRun) await settings.applyProfile(ACTOR, profile);
  const lines = Object.entries(changes).map(
    ([setting, { from, to }]) => `${setting} = ${String(to)} (was ${String(from)})`,
  );
  return { data: { profile, changes }, lines: lines.length > 0 ? lines : ['Nothing to change.'] };
}

function parseProfile(typed: string): ProfileName {
  const profile = typed.toUpperCase();
  if (isProfile(profile)) return profile;
  throw new InvalidArgumentError(`It is one of ${Object.keys(PROFILES).join(', ').toLowerCase()}.`);
}

const isProfile = (name: string): name is ProfileName => Object.hasOwn(PROFILES, name);

function visible(settings: Readonly<Settings>) {
  const {
    id: _id,
    version: _version,
    sessionEpoch: _epoch,
    trustNotBefore: _trust,
    tokensNotBefore: _tokens,
    requiredOfAdminsSince: _admins,
    requiredOfEveryoneSince: _everyone,
    ...shown
  } = settings;
  return shown as Record<string, string | number | boolean>;
}

function settingNamed(all: Record<string, string | number | boolean>, name: string) {
  const value = Object.hasOwn(all, name) ? all[name] : undefined;
  if (value === undefined) throw new UsageError(`There is no setting ${name}.`);
  return value;
}

/** The typed text as a value of the setting's own type. */
function parseLike(
  before: string | number | boolean,
  name: string,
  typed: string,
): string | number | boolean {
  if (typeof before === 'boolean') {
    if (typed !== 'true' && typed !== 'false') throw new UsageError(`${name} is true or false.`);
    return typed === 'true';
  }
  if (typeof before === 'number') {
    if (!/^\d+$/.test(typed)) throw new UsageError(`${name} is a whole number.`);
    return Number(typed);
  }
  const allowed = ['NOBODY', 'ADMINS', 'EVERYONE'];
  if (!allowed.includes(typed)) throw new UsageError(`${name} is one of ${allowed.join(', ')}.`);
  return typed;
}
