import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const LICENCE_FILE = /^(licen[cs]e|copying|notice|unlicense)/i;

// Its place, as package-lock.json names it, in the path of a module.
const PACKAGE = /\/(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//;

/** The file beside the page that holds them. */
export const FILE = 'third-party-licences.txt';

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * What is shipped: all that is installed without the development dependencies, which is the server's, and what the page
 * bundles, by its places in package-lock.json.
 */
function shippedPackages(bundled) {
  return (
    Object.entries(json(join(ROOT, 'package-lock.json')).packages)
      .filter(([path, { dev }]) => path !== '' && (!dev || bundled.has(path)))
      .map(([path]) => join(ROOT, path))
      // What is for other platforms is not there.
      .filter((folder) => existsSync(join(folder, 'package.json')))
      .map((folder) => {
        const { name, version, license, licenses, author } = json(join(folder, 'package.json'));
        const texts = readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
          .map((entry) => readFileSync(join(folder, entry.name), 'utf8').replaceAll('\r\n', '\n').trim());
        return {
          name,
          version,
          licence: nameOf(license ?? licenses),
          author: typeof author === 'object' ? author.name : author,
          text: texts.join('\n\n'),
        };
      })
  );
}

/** Of old packages: an object, or a list of them. */
function nameOf(licence) {
  if (Array.isArray(licence)) return licence.map(nameOf).join(' OR ');
  return typeof licence === 'object' && licence !== null ? licence.type : licence;
}

/** The table of all packages, and each text once, below the names of those that are under it. */
function licencesText(packages) {
  const titleOf = ({ name, version, licence }) => `${name} ${version} (${licence})`;
  const lines = (some, lineOf = titleOf) => [...new Set(some.map(lineOf))].sort().join('\n');
  const byText = new Map();
  for (const each of packages) byText.set(each.text, [...(byText.get(each.text) ?? []), each]);
  const without = byText.get('') ?? [];
  byText.delete('');
  const sections = [...byText].map(([text, some]) => `${lines(some)}\n\n${text}`);
  if (without.length > 0) {
    const named = lines(without, (each) => [titleOf(each), each.author ?? []].flat().join(', '));
    sections.push(`These name their licence, but bring no text of it:\n\n${named}`);
  }
  const rule = `\n\n${'='.repeat(80)}\n`;
  return `${[`Third-party software in Latchkey\n\n${lines(packages)}`, ...sections].join(rule)}\n`;
}

/** Writes the file beside the page. */
export const thirdPartyLicences = {
  name: 'third-party-licences',
  apply: 'build',
  generateBundle() {
    const bundled = [...this.getModuleIds()].map((id) => PACKAGE.exec(id)?.[1]);
    this.emitFile({ type: 'asset', fileName: FILE, source: licencesText(shippedPackages(new Set(bundled))) });
  },
};
