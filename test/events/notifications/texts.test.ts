import { expect, test } from 'vitest';
import type { Digest, DigestPart } from '../../../server/events/notifications/digest.js';
import { composeDigest } from '../../../server/events/notifications/digest-mail.js';
import { composeMail } from '../../../server/events/notifications/mail.js';
import type { Facts, Occasion } from '../../../server/events/notifications/occasions.js';
import { DIGEST_TEXTS } from '../../../server/events/notifications/texts/digest.js';
import { en } from '../../../server/events/notifications/texts/en.js';
import { LOCALES } from '../../../server/platform/locale.js';

const FACTS: Facts = {
  login: 'maria <b>&"',
  at: Date.UTC(2026, 10, 24, 12, 30),
  ipAddress: '192.0.2.1 <b>',
  by: 'admin <b>',
  factor: 'securityKey',
  device: 'Firefox on Linux <b>',
  item: 'Blue key <b>',
  remaining: 2,
};
const BRAND = {
  name: 'Latchkey <b>',
  accentColour: '#ffd400',
  helpUrl: 'https://help.example.org/?"<b>',
  helpText: 'Extension 42 <b>',
};
const SERVICE = { brand: BRAND, accountPage: 'https://example.org/security?"<b>' };
const OCCASIONS = Object.keys(en.occasions) as Occasion[];

test.each(LOCALES)('in %s every occasion has words of its own, in text and HTML', (locale) => {
  const mails = OCCASIONS.map((occasion) => composeMail({ occasion, facts: FACTS }, locale, SERVICE));
  expect(new Set(mails.map(({ subject }) => subject)).size).toBe(OCCASIONS.length);
  for (const { subject, text, html } of mails) {
    expect(subject.length).toBeLessThan(78);
    expect(text + html).not.toMatch(/\b(undefined|null|NaN)\b|\[object/);
    expect(text).toContain('maria <b>&"');
    expect(html).toContain('maria &lt;b&gt;&amp;&quot;');
    expect(html).not.toMatch(/<b>|\?"/);
    expect(html).toContain(`<html lang="${locale}">`);
  }
});

test('no language repeats another', () => {
  for (const occasion of OCCASIONS) {
    const texts = LOCALES.map((locale) => composeMail({ occasion, facts: FACTS }, locale, SERVICE).text);
    expect(new Set(texts).size).toBe(LOCALES.length);
  }
});

test.each(LOCALES)('in %s one code left, and none, read right', (locale) => {
  const subjects = [0, 1, 2, 9].map(
    (remaining) =>
      composeMail({ occasion: 'backupCodeUsed', facts: { ...FACTS, remaining } }, locale, SERVICE).subject,
  );
  expect(new Set(subjects).size).toBe(4);
  for (const [index, n] of [0, 1, 2].entries()) expect(subjects[index]).toContain(String(n));
});

test('in Russian a number takes the form that goes with it', () => {
  const mail = (facts: Partial<Facts>) =>
    composeMail({ occasion: 'backupCodeUsed', facts: { ...FACTS, ...facts } }, 'ru', SERVICE);
  expect(mail({ remaining: 1 }).subject).toMatch(/Остался всего 1 резервный код$/);
  expect(mail({ remaining: 2 }).subject).toMatch(/Осталось всего 2 резервных кода$/);
  expect(mail({ remaining: 0 }).subject).toMatch(/Осталось всего 0 резервных кодов$/);
  for (const [count, words] of [
    [2, 'перестали действовать 2 пароля'],
    [5, 'перестали действовать 5 паролей'],
    [11, 'перестали действовать 11 паролей'],
    [21, 'перестал действовать 21 пароль'],
  ] as const) {
    expect(mail({ appPasswords: Array<string>(count).fill('Mail') }).text).toContain(words);
  }
});

test.each(LOCALES)('in %s a mail names the service, and whom to ask where somebody is named', (locale) => {
  const given = { occasion: 'newDevice', facts: FACTS } as const;
  const { subject, text, html } = composeMail(given, locale, SERVICE);
  expect(subject).toContain('Latchkey <b>');
  expect(text).toContain('Extension 42 <b>\nhttps://help.example.org/?"<b>');
  expect(html).toContain('<a href="https://help.example.org/?&quot;&lt;b&gt;">');
  expect(html).toContain('</a> Extension 42 &lt;b&gt;</p>');
  const silent = { ...BRAND, helpUrl: null, helpText: null };
  const without = composeMail(given, locale, { ...SERVICE, brand: silent });
  expect(without.text + without.html).not.toMatch(/help\.example|Extension/);
  expect(without.text).not.toContain('\n\n\n');
});

test('the button of a mail has the colour of the service, and a text that can be read on it', () => {
  const { html } = composeMail({ occasion: 'newDevice', facts: FACTS }, 'en', SERVICE);
  // Yellow, as dark as it must be on white, under black.
  expect(html).toMatch(/background:#(?!1f4fd8)[0-9a-f]{6};color:#000000/);
  const plain = composeMail({ occasion: 'newDevice', facts: FACTS }, 'en', {
    ...SERVICE,
    brand: { ...BRAND, accentColour: null },
  });
  expect(plain.html).toContain('background:#1f4fd8');
});

test.each(LOCALES)('in %s a digest names what there is, in words of its own, in text and HTML', (locale) => {
  const parts = Object.keys(DIGEST_TEXTS.en.parts) as DigestPart['what'][];
  const digest: Digest = {
    every: 'WEEKLY',
    isSwitchedOff: false,
    accounts: 1400,
    protected: 1399,
    parts: parts.map((what) => ({
      what,
      count: 23,
      logins: ['maria <b>&"'],
      filter: { overdue: true, group: '&<b>' },
    })),
  };
  const pages = { overviewPage: 'https://example.org/', accountsPage: 'https://example.org/accounts' };
  const { subject, text, html } = composeDigest(digest, locale, { brand: BRAND, ...pages });
  expect(subject.length).toBeLessThan(78);
  expect(text + html).not.toMatch(/\b(undefined|null|NaN)\b|\[object/);
  expect(html).not.toMatch(/<b>/);
  expect(html).toContain(`<html lang="${locale}">`);
  // All are not protected before they are.
  expect(text).toMatch(/\b99\s?%/);
  for (const what of parts) {
    const { title, text: about } = DIGEST_TEXTS[locale].parts[what];
    expect(text).toContain(`${title} (23)\n${about}\nmaria <b>&"`);
  }
  const others = LOCALES.filter((other) => other !== locale).map((other) =>
    JSON.stringify(DIGEST_TEXTS[other]),
  );
  for (const { title, text: about } of Object.values(DIGEST_TEXTS[locale].parts)) {
    for (const other of others)
      expect([title, about].filter((one) => other.includes(`"${one}"`))).toEqual([]);
  }
  const off = composeDigest({ ...digest, isSwitchedOff: true }, locale, { brand: BRAND, ...pages });
  expect(off.text).not.toContain('99');
});
