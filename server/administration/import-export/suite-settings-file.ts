import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { invalid } from './totp-secret.js';

/** The settings of one file by their names, with values of the type that the suite gives them. */
export type FileSettings = ReadonlyMap<string, unknown>;

const file = z.record(z.string(), z.unknown());
const TYPES = ['bool', 'boolean', 'int', 'integer', 'string', 'array', 'spec', 'encrypted'];
const DESCRIPTION = '_Description';

/** The module that a file is of by its name, `config` for the suite's own, and the tenant that it is for alone. */
export function moduleOf(path: string): { module: string; tenant: string | null } {
  const name = basename(path);
  const module = name === 'config.json' ? 'config' : (/^(\w+)\.config\.json$/.exec(name)?.[1] ?? 'unknown');
  const folder = dirname(path);
  return { module, tenant: basename(dirname(folder)) === 'tenants' ? basename(folder) : null };
}

/** Whether it looks like one: each setting is a list of a value and its type, or the value alone. */
export function isSettingsFile(value: unknown, names: readonly string[]): boolean {
  const { data } = file.safeParse(value);
  if (!data || Array.isArray(value)) return false;
  const isTyped = (setting: unknown): boolean =>
    Array.isArray(setting) && typeof setting[1] === 'string' && TYPES.includes(setting[1]);
  const isPlain = (setting: unknown): boolean => typeof setting !== 'object' || setting === null;
  const settings = Object.entries(data);
  const known = settings.some(([name, setting]) => isTyped(setting) || names.includes(name));
  return known && settings.every(([, setting]) => isPlain(setting) || Array.isArray(setting));
}

/**
 * As the suite reads it: a value is cast to the type behind it, or has its own; files of 2022 and 2023 describe a
 * setting in another one. Null: what it does not take for a value. Throws BAD_USER_INPUT.
 */
export function parseSettingsFile(text: string): FileSettings {
  const settings = new Map<string, unknown>();
  for (const [name, given] of Object.entries(contentOf(text))) {
    if (name.endsWith(DESCRIPTION) || given === null) continue;
    const [value, type] = (Array.isArray(given) ? given : [given]) as [unknown?, unknown?];
    settings.set(name, cast(value ?? '', typeof type === 'string' ? type : typeOf(value ?? '')));
  }
  return settings;
}

function contentOf(text: string): Record<string, unknown> {
  try {
    return file.parse(JSON.parse(text));
  } catch {
    // Its message would quote the text, and there are passwords in it.
    throw invalid('This is no settings file of the suite.');
  }
}

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'number' ? 'int' : typeof value;

/** Null: the suite ignores it. */
function cast(value: unknown, type: string): unknown {
  switch (type) {
    case 'string':
    case 'spec':
      return value;
    case 'int':
    case 'integer':
      return integer(value);
    case 'bool':
    case 'boolean':
      return isTrue(value);
    case 'array':
      return value;
    default:
      return null;
  }
}

/** As PHP's (int): the digits in front, or 0. */
function integer(value: unknown): number {
  if (typeof value === 'string') return Number(/^\s*[-+]?\d+/.exec(value)?.[0] ?? 0);
  return typeof value === 'object' ? Number(Object.keys(value ?? {}).length > 0) : Math.trunc(Number(value));
}

/** As PHP's (bool), to which the text “false” is true. */
const isTrue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.keys(value).length > 0
    : Boolean(value) && value !== '0';
