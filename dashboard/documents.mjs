import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** What administrators read on the server itself, which may have no way to the internet; as text, for Markdown is that. */
const DOCUMENTS = {
  'operation.txt': 'docker/README.md',
  'settings.txt': 'server/config/README.md',
  'api.txt': 'schema/README.md',
};

/** Writes them into `docs/` beside the page. */
export const documents = {
  name: 'documents',
  apply: 'build',
  async generateBundle() {
    for (const [name, from] of Object.entries(DOCUMENTS)) {
      this.emitFile({
        type: 'asset',
        fileName: `docs/${name}`,
        source: await readFile(join(ROOT, from), 'utf8'),
      });
    }
  },
};
