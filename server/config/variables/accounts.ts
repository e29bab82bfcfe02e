import { z } from 'zod';
import { holdsControls } from '../../platform/text.js';
import { list, wholeNumber } from '../values.js';
import { programServer, webUrl } from '../url-variables.js';
import type { Variables } from '../variable.js';

export const accounts = {
  ADMIN_LOGIN: {
    schema: z.string().min(1).max(255).default('admin'),
    meaning: 'The first administrator, when there is no account yet.',
    example: 'root@example.org',
  },
  ADMIN_PASSWORD: {
    schema: z.string().min(8, 'must have 8 characters or more').optional(),
    meaning:
      'The password of the first administrator: 15 characters or more; one that is made up is printed, and must be changed first.',
    example: 'nine purple elephants',
    default: 'made up',
    secret: true,
  },
  BREACHED_PASSWORDS: {
    schema: z.string().optional(),
    meaning:
      'A file of breached passwords, refused when one is chosen: Have I Been Pwned’s `SHA-1:COUNT` lines, sorted by hash. It is searched on the disk, whatever its size.',
    example: '/var/lib/latchkey/pwned-passwords.txt',
  },
  ISSUER: {
    schema: z
      .string()
      .min(1)
      .max(60)
      .regex(/^[^:]*$/, 'must not hold a colon')
      .refine((name) => !holdsControls(name), 'must be one line without control characters')
      .default('Latchkey'),
    meaning: 'What authenticator apps and passkeys call this service.',
    example: 'Example Mail',
  },
  THROTTLE_ACCOUNT_ATTEMPTS: {
    schema: wholeNumber(1, 1_000_000).default(5),
    meaning:
      'Attempts on a login before delays begin: 1 s, doubling, up to an hour. After 50 it is locked. Counts leak: 50 a month, at sign-in and at backends each, are let through in the long run.',
    example: '10',
  },
  THROTTLE_ADDRESS_ATTEMPTS: {
    schema: wholeNumber(1, 1_000_000).default(100),
    meaning:
      'The same for an address (of IPv6, its /64; 4 times as many for its /56, 16 times for its /48): up to 15 minutes, never locked. As many leak away in a day.',
    example: '500',
  },
  ACCOUNT_PAGE: {
    schema: webUrl('path', 'parameters', 'fragment').optional(),
    meaning:
      'Where people manage their factors: for links in mails, `/.well-known/change-password` and `passkey-endpoints`.',
    example: 'https://mail.example.org/settings/security',
    default: 'our Security page',
  },
  HASH_CONCURRENCY: {
    schema: wholeNumber(1, 1024).optional(),
    meaning: 'Password hashes (19 MiB each) that a process computes at a time, in threads of low priority.',
    example: '4',
    default: 'cores ÷ workers',
  },
  HASH_QUEUE: {
    schema: wholeNumber(0, 100_000).default(100),
    meaning:
      'Sign-ins a process lets wait for theirs; more are refused immediately with `TOO_MANY_ATTEMPTS`. One address has at most a quarter of the places, one account an eighth. They take turns.',
    example: '200',
  },
  PROGRAM_SERVERS: {
    schema: list.pipe(z.array(programServer)),
    meaning:
      'What people are shown to enter in programs beside an app password: `scope=host:port`, or `scope=` and a URL.',
    example: 'imap=mail.example.org:993,smtp=mail.example.org:465,dav=https://dav.example.org/',
  },
  SERVICE_CLIENTS: {
    schema: list.pipe(
      z.array(
        z
          .string()
          .regex(/^[A-Za-z0-9._-]{1,64}=[0-9a-f]{64}$/, 'must be a list of name=SHA-256 of the secret'),
      ),
    ),
    meaning: '`name=SHA-256 of its secret`: services that may introspect tokens.',
    example: 'webmail=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',
  },
} satisfies Variables;
