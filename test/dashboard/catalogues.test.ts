import { readFileSync } from 'node:fs';
import Bowser from 'bowser';
import { buildSchema, type GraphQLInputObjectType } from 'graphql';
import polyglot from 'ra-i18n-polyglot';
import { expect, test } from 'vitest';
import { declaredSettings } from '../../server/settings/declarations.js';
import { ACTIONS } from '../../server/events/audit/actions.js';
import { SERVICE_PERMISSIONS } from '../../server/platform/acting/permissions.js';
import { LOCALES } from '../../server/platform/locale.js';

const TRANSLATED = LOCALES.filter((locale) => locale !== 'en');

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
test.each(TRANSLATED)('%s: each text names the values that the English one names', async (language) => {
  expect(valuesOf(await load(language))).toEqual(valuesOf(await load('en')));
});

test('every setting of the schema is in the form, once', async () => {
  const file = 'settings-rules';
  const { GROUPS } = (await import(`../../dashboard/src/administration/settings/${file}.ts`)) as {
    GROUPS: Record<string, string[]>;
  };
  expect(Object.values(GROUPS).flat().toSorted()).toEqual(settings.toSorted());
});

test.each(LOCALES)('%s: every setting has a name and an explanation', async (language) => {
  const texts = valuesOf(await load(language));
  for (const setting of settings) {
    expect(texts).toHaveProperty([`admin.settings.fields.${setting}.name`]);
    expect(texts).toHaveProperty([`admin.settings.fields.${setting}.text`]);
  }
});

test.each(LOCALES)(
  '%s: the help beside a setting says more than its name, in whole sentences',
  async (language) => {
    const { settings: texts } = (await load(language))['admin'] as Texts;
    const fields = (texts as Texts)['fields'] as Record<string, { name: string; text: string }>;
    const words = (text: string) => new Set(text.toLowerCase().match(/\p{L}{4,}/gu));
    const unhelpful = settings.filter((setting) => {
      const { name, text } = fields[setting]!;
      const beyond = [...words(text)].filter((word) => !words(name).has(word));
      return text === name || beyond.length < 6 || !text.endsWith('.');
    });
    expect(unhelpful).toEqual([]);
  },
);

const UNITS = { days: 'day', minutes: 'minute' } as const;
const unspaced = (text: string) => text.replaceAll(/\s/g, ' ');

test.each(LOCALES)('%s: numbers of settings have their unit', async (language) => {
  const { settingValue } = await named<{
    settingValue: (name: string, value: unknown, t: object) => string;
  }>('setting-values');
  const t = await translate(language);
  for (const [name, setting] of declaredSettings) {
    if (setting.kind !== 'number') continue;
    for (const value of [1, 2]) {
      const said = settingValue(name, value, t);
      if (setting.unit === 'steps') expect(said, name).toMatch(new RegExp(`^${value} .*30`));
      else {
        const format = { style: 'unit', unit: UNITS[setting.unit], unitDisplay: 'long' } as const;
        const usual = new Intl.NumberFormat(language, format).format(value);
        expect(unspaced(said), name).toBe(unspaced(usual));
      }
      expect(said, name).not.toMatch(/%\{|\|{4}|admin\./);
    }
  }
  expect(settingValue('requireTwoFactor', 'NOBODY', t)).toBe(t('admin.settings.choices.NOBODY'));
});

test.each(TRANSLATED)(
  '%s: names that the server makes of devices and of those without an account are translated',
  async (language) => {
    const { deviceName, actorName } = await named<{
      deviceName: (t: object, name: string) => string;
      actorName: (t: object, login: string | null) => string | null;
    }>('names');
    const t = await translate(language);
    for (const system of Object.values(Bowser.OS_MAP)) {
      const said = deviceName(t, `Firefox on ${system}`);
      expect(said).toMatch(new RegExp(`^Firefox (.+ |\\()${system}\\)?$`));
      expect(said).not.toContain(' on ');
    }
    for (const kind of Object.values(Bowser.PLATFORMS_MAP)) {
      expect(deviceName(t, `Firefox on ${kind}`)).not.toContain(' on ');
    }
    expect(deviceName(t, 'Unknown device')).toBe(t('devices.unknownName'));
    expect(t('devices.unknownName')).not.toContain('Unknown');
    // What people call theirs stays as it is.
    expect(deviceName(t, 'Laptop on my desk')).toBe('Laptop on my desk');
    expect(actorName(t, 'command line')).not.toBe('command line');
    expect(actorName(t, 'first start')).not.toBe('first start');
    expect(actorName(t, 'maria')).toBe('maria');
    expect(actorName(t, null)).toBeNull();
  },
);

const named = async <Module>(file: string): Promise<Module> =>
  (await import(`../../dashboard/src/i18n/${file}.ts`)) as Module;

async function translate(language: string): Promise<(key: string, values?: object) => string> {
  const catalogue = await load(language);
  return (key, values) => polyglot(() => catalogue as never, language).translate(key, values);
}

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

test.each(LOCALES)('%s: every event that the server records has a name', async (language) => {
  const { events } = await load(language);
  const names = Object.keys(valuesOf(events as Texts));
  expect(names.toSorted()).toEqual([...ACTIONS].toSorted());
});

/** What the server tells of these; each value is to be found in what is said, in every language. */
const TOLD: [action: (typeof ACTIONS)[number], details: object, values: RegExp[]][] = [
  [
    'sign_in.succeeded',
    { method: 'SECURITY_KEY', name: 'YubiKey', device: 'Firefox on Linux' },
    [/YubiKey.*Firefox (\S+ |\()Linux/],
  ],
  [
    'sign_in.succeeded',
    { method: null, device: 'Firefox on Linux', newDevice: true, trusted: false },
    [/Firefox (\S+ |\()Linux/, /./, /./],
  ],
  [
    'security_key.removed',
    { name: 'Blue', ended: { trustedDevices: 2, backupCodes: 1 } },
    [/Blue/, /^2 /, /^1 /],
  ],
  ['device.renamed', { device: 'Phone', formerName: 'Safari on iOS' }, [/Safari (\S+ |\()iOS.*Phone/]],
  ['account.updated', { role: { from: 'USER', to: 'ADMIN' }, password: 'set' }, [/: /, /./]],
  ['account.updated', { isScoped: { from: false, to: true }, administersGroups: ['a', 'b'] }, [/ 2 /]],
  ['account.updated', { isScoped: { from: true, to: false } }, [/^[^:]+$/]],
  ['account.updated', { role: { from: 'ADMIN', to: 'USER' }, isScoped: { from: true, to: false } }, [/: /]],
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

test.each(LOCALES)(
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

test('the form of service accounts offers every permission that they can have', async () => {
  const file = 'service-account';
  const { PERMISSIONS } = (await import(
    `../../dashboard/src/administration/service-accounts/${file}.ts`
  )) as { PERMISSIONS: readonly string[] };
  expect(PERMISSIONS).toEqual(SERVICE_PERMISSIONS);
});
