import { existsSync, readFileSync } from 'node:fs';

/** What package.json says of this program. */
export const RELEASE = read();

function read(): { version: string; license: string } {
  // Two folders up from the source, three from the build.
  const file = ['../../package.json', '../../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  const { version = 'unknown', license = 'unknown' } = JSON.parse(
    file ? readFileSync(file, 'utf8') : '{}',
  ) as { version?: string; license?: string };
  return { version, license };
}
