import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLInputObjectType } from 'graphql';
import { expect, test } from 'vitest';

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
