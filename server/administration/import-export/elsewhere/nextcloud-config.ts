import { TextFile } from '../text-file.js';
import { invalid } from '../totp-secret.js';

export interface NextcloudConfig {
  /** Seals what is in the database. */
  secret: string;
  tablePrefix: string;
}

const LINE_COMMENT = /^\s*(?:\/\/|#).*$/gm;
const BLOCK_COMMENT = /^\s*\/\*[\s\S]*?\*\//gm;
const PREFIX = /^\w*$/;

/** Of Nextcloud's config.php, which is read as text and never run. Throws BAD_USER_INPUT, without any value of it. */
export async function readNextcloudConfig(path: string): Promise<NextcloudConfig> {
  let text = '';
  for await (const { text: line } of (await TextFile.open(path)).lines()) text += `${line}\n`;
  const bare = text.replaceAll(BLOCK_COMMENT, '').replaceAll(LINE_COMMENT, '');
  const secret = valueOf(bare, 'secret');
  if (secret === undefined || secret === '')
    throw invalid('The key file is no config.php of Nextcloud: it has no secret.');
  const tablePrefix = valueOf(bare, 'dbtableprefix') ?? 'oc_';
  if (!PREFIX.test(tablePrefix))
    throw invalid('The dbtableprefix of this config.php is no prefix of tables.');
  return { secret, tablePrefix };
}

/** A string of an array in PHP: in single quotes, only a quote and a backslash are escaped. */
function valueOf(text: string, name: string): string | undefined {
  const single = new RegExp(`['"]${name}['"]\\s*=>\\s*'((?:[^'\\\\]|\\\\.)*)'`, 's').exec(text)?.[1];
  if (single !== undefined) return single.replaceAll(/\\(['\\])/g, '$1');
  const double = new RegExp(`['"]${name}['"]\\s*=>\\s*"([^"\\\\$]*)"`).exec(text)?.[1];
  return double;
}
