import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLInputObjectType } from 'graphql';
import polyglot from 'ra-i18n-polyglot';
import { expect, test } from 'vitest';
import { ACTIONS } from '../../server/events/audit/actions.js';

interface Texts {
  [key: string]: string | Texts;
}

const read = async (file: string): Promise<Texts> =>
  ((await import(`../../dashboard/src/i18n/${file}.ts`)) as { default: Texts }).default;
/** What everybody reads, and what administrators read beside it. */
const load = async (language: string): Promise<Texts> => ({
  ...(await read(language)),
  admin: await read(`admin-${language}`),
});

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const settings = Object.keys((schema.getType('UpdateSettingsInput') as GraphQLInputObjectType).getFields());

/** Every text with the values it names, by its key. */
function valuesOf(texts: Texts, prefix = ''): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === 'string'
        ? [[prefix + key, [...new Set(text.match(/%\{\w+\}/g))].toSorted()] as const]
        : Object.entries(valuesOf(text, `${prefix}${key}.`)),
    ),
  );
}

// That no text is missing, the compiler sees.
test.each(['de', 'fr', 'es'])(
  '%s: each text names the values that the English one names',
  async (language) => {
    expect(valuesOf(await load(language))).toEqual(valuesOf(await load('en')));
  },
);

test('every setting of the schema is in the form, once', async () => {
  const file = 'settings-rules';
  const { GROUPS } = (await import(`../../dashboard/src/administration/settings/${file}.ts`)) as {
    GROUPS: Record<string, string[]>;
  };
  expect(Object.values(GROUPS).flat().toSorted()).toEqual(settings.toSorted());
});

test.each(['en', 'de', 'fr', 'es'])('%s: every setting has a name and an explanation', async (language) => {
  const texts = valuesOf(await load(language));
  for (const setting of settings) {
    expect(texts).toHaveProperty([`admin.settings.fields.${setting}.name`]);
    expect(texts).toHaveProperty([`admin.settings.fields.${setting}.text`]);
  }
});

const LANGUAGES = ['en', 'de', 'fr', 'es'];
const sentences = async () => {
  const file = 'sentences';
  return (await import(`../../dashboard/src/i18n/${file}.ts`)) as {
    SENTENCES: Record<string, unknown>;
    sentencesOf: (action: string, details: unknown, words: object) => string[];
  };
};

test('every event that the server records has its sentences, and no other', async () => {
  expect(Object.keys((await sentences()).SENTENCES).toSorted()).toEqual([...ACTIONS].toSorted());
});

test.each(LANGUAGES)('%s: every event that the server records has a name', async (language) => {
  const { events } = await load(language);
  const names = Object.keys(valuesOf(events as Texts));
  expect(names.toSorted()).toEqual([...ACTIONS].toSorted());
});

/** What the server tells of these; each value is to be found in what is said, in every language. */
const TOLD: [action: (typeof ACTIONS)[number], details: object, values: RegExp[]][] = [
  [
    'sign_in.succeeded',
    { method: 'SECURITY_KEY', name: 'YubiKey', device: 'Firefox on Linux' },
    [/YubiKey.*Firefox on Linux/],
  ],
  [
    'sign_in.succeeded',
    { method: null, device: 'Firefox on Linux', newDevice: true, trusted: false },
    [/Firefox on Linux/, /./, /./],
  ],
  [
    'security_key.removed',
    { name: 'Blue', ended: { trustedDevices: 2, backupCodes: 1 } },
    [/Blue/, /^2 /, /^1 /],
  ],
  ['device.renamed', { device: 'Phone', formerName: 'Safari on iOS' }, [/Safari on iOS.*Phone/]],
  ['account.updated', { role: { from: 'USER', to: 'ADMIN' }, password: 'set' }, [/: /, /./]],
  [
    'settings.updated',
    { idleTimeoutMinutes: { from: 0, to: 30 }, unheardOf: { from: 1, to: 2 } },
    [/30.*0/, /unheardOf.*2.*1/],
  ],
  [
    'application.updated',
    { name: 'Wiki', hosts: { from: [], to: ['wiki.example.org'] } },
    [/Wiki/, /wiki\.example\.org/],
  ],
  ['job.run_requested', { name: 'clean-up' }, [/./]],
  ['accounts.exported', { role: 'ADMIN' }, [/role = ADMIN/]],
];

test.each(LANGUAGES)(
  '%s: sentences are made of what an event tells, and of nothing that it does not',
  async (language) => {
    const { sentencesOf, SENTENCES } = await sentences();
    const catalogue = await load(language);
    const words = {
      t: (key: string, values?: object) =>
        polyglot(() => catalogue as never, language).translate(key, values),
      catalogue,
      moment: (at: string) => at,
    };
    for (const [action, details, values] of TOLD) {
      const said = sentencesOf(action, details, words);
      expect(said, action).toEqual(values.map((value) => expect.stringMatching(value) as string));
      expect(said.join(' '), action).not.toMatch(/%\{|\|{4}|told\.|undefined|\[object/);
    }
    // Of years ago, when less was recorded.
    for (const action of Object.keys(SENTENCES)) {
      expect(sentencesOf(action, {}, words).join(' '), action).not.toMatch(
        /%\{|\|{4}|told\.|undefined|\[object/,
      );
      expect(sentencesOf(action, null, words)).toEqual([]);
    }
  },
);
