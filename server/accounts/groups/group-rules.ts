import { oneLine } from '../../platform/text.js';
import { Refusal } from '../../platform/refusal.js';
import { normaliseLogin, normaliseName } from '../login.js';
import type { Group, GroupKind } from './group.entity.js';

export const LONGEST_NAME = 64;
/** An account is in so many at most, not counting its domain. */
export const MOST_GROUPS = 200;
const LONGEST_SOURCE = 255;
// Names stand side by side in cells of tables and in headers.
const APART = /[;,|]/;

/** How a group is called. Throws BAD_USER_INPUT. */
export function nameColumns(given: string): Pick<Group, 'name' | 'nameKey'> {
  const name = oneLine(given, 'name', LONGEST_NAME);
  if (APART.test(name)) throw invalid('name', 'name must not hold a comma, a semicolon or a bar.');
  const nameKey = normaliseName(name);
  if (nameKey.length > LONGEST_NAME) {
    throw invalid('name', `name must not be longer than ${LONGEST_NAME} characters.`);
  }
  return { name, nameKey };
}

/** What puts accounts into it. Throws BAD_USER_INPUT where the kind of group needs a source, or has none. */
export function sourceColumns(
  kind: GroupKind,
  given: string | null,
): Pick<Group, 'kind' | 'source' | 'domainKey' | 'directoryKey'> {
  if (kind === 'MANUAL') {
    if (given !== null) throw invalid('source', 'A group whose members are added has no source.');
    return { kind, source: null, domainKey: null, directoryKey: null };
  }
  const text = oneLine(given ?? '', 'source', LONGEST_SOURCE);
  const source = kind === 'DOMAIN' ? text.replace(/^@/, '') : text;
  const sourceKey = kind === 'DOMAIN' ? normaliseLogin(source) : directoryValue(source);
  if (sourceKey.length > LONGEST_SOURCE) {
    throw invalid('source', `source must not be longer than ${LONGEST_SOURCE} characters.`);
  }
  if (kind === 'DOMAIN' && (source === '' || /[\s@]/.test(sourceKey))) {
    throw invalid('source', 'source must be a domain, such as example.org.');
  }
  const isDomain = kind === 'DOMAIN';
  return {
    kind,
    source,
    domainKey: isDomain ? sourceKey : null,
    directoryKey: isDomain ? null : sourceKey,
  };
}

/** The form in which a directory's values are compared: its names (DNs) know neither case nor blanks after commas. */
export const directoryValue = (value: string): string => normaliseLogin(value).replaceAll(/\s*,\s*/g, ',');

const invalid = (field: string, message: string): Refusal =>
  new Refusal('BAD_USER_INPUT', message, { field });
