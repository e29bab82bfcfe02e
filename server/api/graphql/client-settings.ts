import { declaredSettings, type Setting } from '../../settings/declarations.js';

/** schema/client/settings.ts: what each setting can be, for forms. */
export function clientSettings(): string {
  const shapes = declaredSettings.map(([name, setting]) => `  ${name}: ${shapeOf(setting)},\n`);
  return `/* Made by npm run schema from server/settings/declarations.ts. */
/** What each setting can be. */
export const SETTINGS = {
${shapes.join('')}} as const;
`;
}

function shapeOf(setting: Setting): string {
  if (setting.kind === 'switch') return `{ kind: 'switch' }`;
  if (setting.kind === 'number') return `{ kind: 'number', max: ${setting.max} }`;
  if (setting.kind === 'text')
    return `{ kind: 'text', max: ${setting.max}, form: '${setting.form ?? 'line'}' }`;
  const values = Object.keys(setting.values).map((value) => `'${value}'`);
  return `{ kind: 'choice', values: [${values.join(', ')}] }`;
}
