import { declaredSettings, type Setting } from '../settings/declarations.js';
import { VARIABLES } from './environment.js';
import type { Variable } from './variable.js';

/** README.md beside this file with its tables as the declarations are now: between a pair of comments each. */
export const withTables = (readme: string): string =>
  between(between(readme, 'settings', settingsTable()), 'variables', variableTables());

function between(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md has no ${start} … ${end}`);
  return `${before}${start}\n\n${table}\n\n${end}${after}`;
}

function settingsTable(): string {
  const rows = declaredSettings.map(([name, setting]) => [
    code(name),
    setting.default === '' ? 'none' : code(String(setting.default)),
    rangeOf(setting),
    [setting.description, setting.also ?? []].flat().join(' '),
  ]);
  return table(['setting', 'default', 'can be', 'meaning'], rows);
}

const FORMS = { line: 'text', name: 'text without a colon', colour: '`#rrggbb`', link: 'an address' };

function rangeOf(setting: Setting): string {
  if (setting.kind === 'switch') return '`true`, `false`';
  if (setting.kind === 'text') {
    const form = FORMS[setting.form ?? 'line'];
    return setting.form === 'colour' ? form : `${form}, at most ${setting.max} characters`;
  }
  return setting.kind === 'number'
    ? `0 to ${setting.max} ${setting.unit}`
    : Object.keys(setting.values).map(code).join(', ');
}

const variableTables = (): string =>
  Object.entries(VARIABLES)
    .map(([group, variables]) => {
      const rows = Object.entries(variables).map(([name, variable]: [string, Variable]) => [
        code(name),
        defaultOf(variable),
        `${variable.meaning}${variable.secret ? ' A secret.' : ''}`,
        code(variable.example),
      ]);
      return `### ${group}\n\n${table(['variable', 'default', 'meaning', 'example'], rows)}`;
    })
    .join('\n\n');

function defaultOf(variable: Variable): string {
  if (variable.default !== undefined) return variable.default;
  const { data } = variable.schema.safeParse(undefined);
  return typeof data === 'number' || (typeof data === 'string' && data !== '') ? code(String(data)) : 'none';
}

const code = (text: string): string => `\`${text}\``;

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
