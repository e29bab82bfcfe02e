import { expect, test } from 'vitest';
import { composeMail } from '../../../server/events/notifications/mail.js';
import type { Facts, Occasion } from '../../../server/events/notifications/occasions.js';
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
const SERVICE = { issuer: 'Latchkey <b>', accountPage: 'https://example.org/security?"<b>' };
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
