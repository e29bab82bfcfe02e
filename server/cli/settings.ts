import type { Services } from '../app/services.js';
import { type ProfileName, PROFILES } from '../settings/settings-profiles.js';
import type { Settings } from '../settings/settings.entity.js';
import { type Result, UsageError } from './command.js';
import type { Unattended } from '../platform/acting/guard.js';

export async function getSettings({ settings }: Services, [name]: string[]): Promise<Result> {
  const all = visible(await settings.current());
  if (name === undefined) {
    return { data: all, lines: Object.entries(all).map(([key, value]) => `${key} = ${String(value)}`) };
  }
  const value = settingNamed(all, name);
  return { data: { [name]: value }, lines: [String(value)] };
}

export async function setSetting(
  actor: Unattended,
  { settings }: Services,
  [name = '', typed = '']: string[],
): Promise<Result> {
  const before = settingNamed(visible(await settings.current()), name);
  const after = visible(await settings.update(actor, { [name]: parseLike(before, name, typed) }));
  return { data: { [name]: after[name] }, lines: [`${name} = ${String(after[name])}`] };
}

/** What applying a profile changes; with --dry-run, what it would. */
export async function applyProfile(
  actor: Unattended,
  { settings }: Services,
  [name = '']: string[],
  options: { 'dry-run'?: boolean },
): Promise<Result> {
  const profile = name.toUpperCase();
  if (!isProfile(profile)) {
    const known = Object.keys(PROFILES).join(', ').toLowerCase();
    throw new UsageError(`There is no profile ${name}, but ${known}.`);
  }
  const changes = await settings.changesBy(profile);
  if (!options['dry-run']) await settings.applyProfile(actor, profile);
  const lines = Object.entries(changes).map(
    ([setting, { from, to }]) => `${setting} = ${String(to)} (was ${String(from)})`,
  );
  return { data: { profile, changes }, lines: lines.length > 0 ? lines : ['Nothing to change.'] };
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
