import { z } from 'zod';
import { certificates, list, wholeNumber } from '../values.js';
import { databaseUrl } from '../url-variables.js';
import type { Variables } from '../variable.js';

export const database = {
  DATA_DIR: {
    schema: z.string().min(1).default('./data'),
    meaning: 'For the embedded database and its key.',
    example: '/var/lib/latchkey',
  },
  DATABASE_URL: {
    schema: databaseUrl.optional(),
    meaning: '`mysql://user:password@host:port/database` or `sqlite:path`.',
    example: 'mysql://latchkey:password@db/latchkey',
    default: '`sqlite:DATA_DIR/latchkey.sqlite`',
    secret: true,
  },
  DATABASE_POOL_SIZE: {
    schema: wholeNumber(1, 1000).default(10),
    meaning: 'Connections to MySQL.',
    example: '20',
  },
  DATABASE_SECONDS: {
    schema: wholeNumber(1, 300).default(20),
    meaning: 'How long a silent, locked or busy database is waited for.',
    example: '10',
  },
  DATABASE_CA: {
    schema: certificates,
    meaning:
      'A file with the certificates, in PEM, that MySQL’s must chain to; it must name the host of `DATABASE_URL`, which must be a name, not an address.',
    example: '/etc/latchkey/ca.pem',
    default: 'not encrypted',
  },
  SECRET_KEY: {
    schema: list.pipe(z.array(z.string().min(32, 'must have 32 characters or more'))),
    meaning: '32 characters or more; required with MySQL. `new,old` rotates: the first seals, all open.',
    example: '0123456789abcdef0123456789abcdef',
    default: 'made for SQLite',
    secret: true,
  },
} satisfies Variables;
