import { FEW_BACKUP_CODES } from '../../platform/acting/few-backup-codes.js';
import { declaredSettings, type Setting } from '../../settings/declarations.js';

/** schema/client/settings.ts: what each setting can be and is at first, for forms, and what is the same for all. */
export function clientSettings(): string {
  const shapes = declaredSettings.map(([name, setting]) => `  ${name}: ${shapeOf(setting)},\n`);
  return `/* Made by npm run schema from server/settings/declarations.ts and server/platform/acting/few-backup-codes.ts. */
/** What each setting can be, and what it is at first. */
export const SETTINGS = {
${shapes.join('')}} as const;

/** With so many left, or fewer, backup codes are running low. */
export const FEW_BACKUP_CODES = ${FEW_BACKUP_CODES};
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
