import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

const sources = new Map(
  globSync('dashboard/src/**/*.tsx').map((file) => [
    file.replace('dashboard/src/', ''),
    readFileSync(file, 'utf8'),
  ]),
);
const files = (pattern: RegExp): string[] =>
  [...sources].filter(([, source]) => pattern.test(source)).map(([file]) => file);

/** Where there is nothing to lose but a code or a password that is typed again. */
const NOTHING_TO_LOSE = [
  'components/ProofForm.tsx',
  'security/password/OwnPasswordPage.tsx',
  'sign-in/ForgottenPasswordPage.tsx',
  'sign-in/NewPasswordForm.tsx',
  'sign-in/PasswordStep.tsx',
];

test('every form asks before what was entered in it is lost', () => {
  const forms = files(/<form\b|component="form"/);
  expect(forms.length).toBeGreaterThan(6);
  const guarded = files(/\buseUnsaved\(/);
  expect(forms.filter((file) => !guarded.includes(file)).toSorted()).toEqual(NOTHING_TO_LOSE);
});

test('no dialog with a form is closed by a stray click', () => {
  const dialogs = files(/<(FormDialog|AccountForm|ApplicationForm|form)\b/).filter((file) =>
    /<Dialog\b[^>]*\bonClose=/.test(sources.get(file) ?? ''),
  );
  expect(dialogs.length).toBeGreaterThan(2);
  expect(
    dialogs.filter((file) => !(sources.get(file) ?? '').includes('onClose={() => askBeforeLeaving(')),
  ).toEqual([]);
});

test('what is shown once is left only by who has said so', () => {
  expect(sources.get('components/ShownOnce.tsx')).toContain("useUnsaved('secret')");
  expect(files(/<ShownOnce\b/).length).toBeGreaterThan(4);
});
