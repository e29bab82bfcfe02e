import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const LICENCE_FILE = /^(licen[cs]e|copying|notice|unlicense)/i;

/** The file beside the page that holds them. */
export const FILE = 'third-party-licences.txt';

const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** What is shipped: all that is installed without the development dependencies, and so all that the page bundles. */
export function shippedPackages(root = ROOT) {
  return (
    Object.entries(json(join(root, 'package-lock.json')).packages)
      .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
      .map(([path]) => join(root, path))
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
export function licencesText(packages) {
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

/** Writes the file beside the page, and fails where the page bundles what is not in it. */
export const thirdPartyLicences = {
  name: 'third-party-licences',
  apply: 'build',
  generateBundle() {
    const packages = shippedPackages();
    const names = new Set(packages.map(({ name }) => name));
    for (const id of this.getModuleIds()) {
      const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
      if (name !== undefined && this.getModuleInfo(id)?.isIncluded && !names.has(name)) {
        this.error(`${name} is bundled, but is a development dependency: ${FILE} would not name it`);
      }
    }
    this.emitFile({ type: 'asset', fileName: FILE, source: licencesText(packages) });
  },
};
