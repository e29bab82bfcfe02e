import { expect, test } from 'vitest';
import {
  isDeliverable,
  mailboxKey,
  needsSmtpUtf8,
  parseMailbox,
} from '../../server/platform/email-address.js';

test.each([
  'maria@example.org',
  "o'brien+tag@example.org",
  'a!#$%&*/=?^_`{|}~-@example.org',
  '"john doe"@example.org',
  '"a@b"@example.org',
  'jürgen@example.org',
  '用户@例子.测试',
  'maria@münchen.example',
  'maria@example.photography',
  'root@localhost',
  'a@[192.0.2.1]',
  'a@[IPv6:2001:db8::1]',
])('%s can be mailed to', (address) => {
  expect(isDeliverable(address)).toBe(true);
});

test.each([
  '',
  'nowhere',
  '@example.org',
  'maria@',
  'a@b@example.org',
  'a@b.c,d@e.f',
  'Maria <maria@example.org>',
  '<maria@example.org>',
  'maria@example.org (office)',
  'x@example.org\r\nBcc: y@example.org',
  '"a\r\nRCPT TO:<b@example.org>"@example.org',
  '"a<b"@example.org',
  'maria@exa mple.org',
  'maria@example.org.',
  'maria@-example.org',
  'maria@ex%61mple.org',
  'maria@192.0.2.1',
  'maria@[192.0.2]',
  'maria\u202e@example.org',
  `${'x'.repeat(65)}@example.org`,
  `${'ü'.repeat(33)}@example.org`,
])('%j cannot', (address) => {
  expect(isDeliverable(address)).toBe(false);
});

test('one mailbox written in other ways is counted as one', () => {
  const ways = ['Maria@MÜNCHEN.example', '"maria"@münchen.example', '"m\\aria"@xn--mnchen-3ya.example'];
  expect(new Set(ways.map(mailboxKey)).size).toBe(1);
});

test('a relay needs SMTPUTF8 for what stands before the @ alone', () => {
  expect(needsSmtpUtf8('maria@münchen.example')).toBe(false);
  expect(needsSmtpUtf8('jürgen@example.org')).toBe(true);
});

test.each([
  ['security@example.org', '', 'security@example.org'],
  ['<security@example.org>', '', 'security@example.org'],
  ['"Müller, Sons & Co." <security@example.org>', 'Müller, Sons & Co.', 'security@example.org'],
  ['Müller, Sons & Co. <security@example.org>', 'Müller, Sons & Co.', 'security@example.org'],
  ['"The \\"Lock\\" Team" <security@example.org>', 'The "Lock" Team', 'security@example.org'],
  ['Ops: the team (équipe) <security@example.org>', 'Ops: the team (équipe)', 'security@example.org'],
  ['security@example.org (Müller)', 'Müller', 'security@example.org'],
])('%s is a sender', (text, name, address) => {
  expect(parseMailbox(text)).toEqual({ name, address });
});

test.each(['', 'Latchkey', '<>', 'Latchkey <>', 'a@b.org, c@d.org', 'A\r\nBcc: x <a@example.org>'])(
  '%j is none',
  (text) => {
    expect(parseMailbox(text)).toBeNull();
  },
);
