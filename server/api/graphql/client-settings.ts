import { declaredSettings, type Setting } from '../../settings/declarations.js';

/** schema/client/settings.ts: what each setting can be and is at first, for forms. */
export function clientSettings(): string {
  const shapes = declaredSettings.map(([name, setting]) => `  ${name}: ${shapeOf(setting)},\n`);
  return `/* Made by npm run schema from server/settings/declarations.ts. */
/** What each setting can be, and what it is at first. */
export const SETTINGS = {
${shapes.join('')}} as const;
`;
}

function shapeOf(setting: Setting): string {
  const first = typeof setting.default === 'string' ? `'${setting.default}'` : String(setting.default);
  return `{ kind: '${setting.kind}', default: ${first}${limitsOf(setting)} }`;
}

function limitsOf(setting: Setting): string {
  switch (setting.kind) {
    case 'switch':
      return '';
    case 'number':
      return `, max: ${setting.max}, unit: '${setting.unit}'`;
    case 'text':
      return `, max: ${setting.max}, form: '${setting.form ?? 'line'}'`;
    case 'choice':
      return `, values: [${Object.keys(setting.values)
        .map((value) => `'${value}'`)
        .join(', ')}]`;
  }
}
