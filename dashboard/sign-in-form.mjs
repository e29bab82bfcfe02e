import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const LANGUAGES = ['en', 'de', 'fr', 'es', 'nl', 'hu', 'ru'];
const TEXT = /\{\{([\w.]+)\}\}/g;

const textAt = (catalogue, key) => key.split('.').reduce((found, part) => found?.[part], catalogue);

/** As the language calls itself, like LANGUAGES of src/i18n/languages.ts. */
function nameOf(language) {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language);
  return name[0].toLocaleUpperCase(language) + name.slice(1);
}

/** The texts that index.html names, in one language. */
function textsOf(html, language, catalogue) {
  const texts = {};
  for (const [, key] of html.matchAll(TEXT)) {
    texts[key] = key === 'language' ? nameOf(language) : textAt(catalogue, key);
    if (typeof texts[key] !== 'string') throw new Error(`index.html names a text that is not there: ${key}`);
  }
  return texts;
}

/** In the build, the server puts the texts of the person's language into the page: sign-in-form.json has them. */
const built = {
  name: 'sign-in-form',
  apply: 'build',
  buildStart() {
    this.emitFile({ type: 'chunk', id: 'src/early.ts', name: 'early' });
  },
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const { fileName, imports } = Object.values(bundle).find(({ name }) => name === 'early');
      // A classic script, which the page waits for.
      if (imports.length > 0) throw new Error('early.ts imports something');
      return [{ tag: 'script', attrs: { src: `./${fileName}` }, injectTo: 'head-prepend' }];
    },
  },
  async writeBundle({ dir }, bundle) {
    const html = await readFile(join(dir, 'index.html'), 'utf8');
    const languages = {};
    for (const language of LANGUAGES) {
      const { fileName } = Object.values(bundle).find(({ facadeModuleId }) =>
        facadeModuleId?.endsWith(`/i18n/${language}.ts`),
      );
      const { default: catalogue } = await import(pathToFileURL(join(dir, fileName)));
      languages[language] = { script: fileName, texts: textsOf(html, language, catalogue) };
    }
    await writeFile(join(dir, 'sign-in-form.json'), JSON.stringify(languages));
  },
};

/** In development nobody draws it but the scripts: the server, which knows whether it is wanted, does not send the page. */
const inDevelopment = {
  name: 'sign-in-form-in-development',
  apply: 'serve',
  transformIndexHtml: {
    order: 'pre',
    async handler(html, { server }) {
      const { default: catalogue } = await server.ssrLoadModule('/src/i18n/en.ts');
      const card = html.replace(/<form[^]*<\/form>/, '').replace('data-first="form"', 'data-first="card"');
      const texts = textsOf(card, 'en', catalogue);
      return {
        html: card.replace(TEXT, (_whole, key) => texts[key].replace('%{service}', 'Latchkey')),
        tags: [{ tag: 'script', attrs: { type: 'module', src: '/src/early.ts' }, injectTo: 'head' }],
      };
    },
  },
};

/** The sign-in form that index.html carries, so that one can type before the scripts are there. */
export const signInForm = [built, inDevelopment];
