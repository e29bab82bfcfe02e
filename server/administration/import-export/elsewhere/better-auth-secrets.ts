import { TextFile } from '../text-file.js';
import { invalid } from '../totp-secret.js';

export interface BetterAuthSecrets {
  /** What is sealed without the version of a secret. */
  unversioned: string | undefined;
  versions: ReadonlyMap<number, string>;
}

const ASSIGNMENT = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/;
const QUOTED = /^(["'])(.*)\1$/;
const VERSIONED = /^\s*(\d+):(.*)$/;

/**
 * Of a file that assigns BETTER_AUTH_SECRET and BETTER_AUTH_SECRETS, as `.env` does, or that holds the secret alone. Throws
 * BAD_USER_INPUT, without any value of it.
 */
export async function readBetterAuthSecrets(path: string): Promise<BetterAuthSecrets> {
  const lines: string[] = [];
  for await (const { text } of (await TextFile.open(path)).lines()) lines.push(text);
  const assigned = new Map(
    lines.flatMap((line): [string, string][] => {
      const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
      return name === undefined ? [] : [[name, QUOTED.exec(value)?.[2] ?? value]];
    }),
  );
  const unversioned = assigned.get('BETTER_AUTH_SECRET');
  const listed = assigned.get('BETTER_AUTH_SECRETS');
  if (unversioned === undefined && listed === undefined) {
    const [only = '', ...more] = lines;
    // Base64 may end in equals signs, which assign nothing.
    if (more.length > 0)
      throw invalid('The key file assigns neither BETTER_AUTH_SECRET nor BETTER_AUTH_SECRETS.');
    return { unversioned: only.trim(), versions: new Map() };
  }
  const versions = new Map(
    (listed ?? '').split(',').flatMap((entry): [number, string][] => {
      const [, version, secret] = VERSIONED.exec(entry) ?? [];
      return version === undefined || secret === undefined ? [] : [[Number(version), secret.trim()]];
    }),
  );
  return { unversioned, versions };
}
