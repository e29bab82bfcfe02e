import { z } from 'zod';
import { host, list, onOff, wholeNumber } from '../values.js';
import { allowedOrigin, publicUrl } from '../url-variables.js';
import type { Variables } from '../variable.js';

export const http = {
  HOST: {
    schema: host.default('127.0.0.1'),
    meaning: 'Where to listen: a name or an address, of IPv6 with or without brackets.',
    example: '0.0.0.0',
  },
  PORT: {
    schema: wholeNumber(0, 65535).default(4000),
    meaning: 'The port of it.',
    example: '8080',
  },
  PUBLIC_URL: {
    schema: publicUrl.optional(),
    meaning:
      'Where browsers find it, and the only address whose pages may sign in. With `https`, cookies are `__Host-` and Secure. It may have a path; see [Under a path](../../docker/README.md#under-a-path).',
    example: 'https://auth.example.org',
    default: '`http://localhost:PORT`',
  },
  ALLOWED_ORIGINS: {
    schema: list.pipe(z.array(allowedOrigin)),
    meaning:
      'Other origins whose pages may call the API, comma-separated; also of apps, such as `capacitor://localhost`. `null`, which is every file and sandbox, may use bearer tokens, never cookies.',
    example: 'https://mail.example.org,capacitor://localhost',
  },
  HSTS_SUBDOMAINS: {
    schema: onOff.default('off'),
    meaning: 'Whether `Strict-Transport-Security`, sent with `https`, speaks for the domains below ours too.',
    example: 'on',
  },
  COOKIE_PREFIX: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/i, 'must be 1 to 32 letters, digits or hyphens')
      .default('latchkey'),
    meaning:
      'What the names of cookies begin with. Browsers do not tell ports apart: give a second installation on one host another.',
    example: 'latchkey-test',
  },
  TRUSTED_PROXIES: {
    schema: list.pipe(
      z.array(
        z.union(
          [z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
          {
            error: 'must be a list of addresses or subnets',
          },
        ),
      ),
    ),
    meaning: 'Addresses or subnets whose `X-Forwarded-For` is believed, with ports in it or without.',
    example: '10.0.0.0/8',
  },
  REQUEST_SECONDS: {
    schema: wholeNumber(1, 3600).default(30),
    meaning: 'How long a request may take to arrive; an answer may wait twice as long to be fetched.',
    example: '60',
  },
  MAX_CONNECTIONS: {
    schema: wholeNumber(1, 1_000_000).default(10_000),
    meaning:
      'Connections that a process holds; more are closed immediately. One address alone is limited by the proxy in front.',
    example: '2000',
  },
  SHUTDOWN_SECONDS: {
    schema: wholeNumber(0, 3600).default(10),
    meaning: 'How long requests may finish after SIGTERM.',
    example: '30',
  },
  INTROSPECTION: {
    schema: onOff.optional(),
    meaning: 'Whether the API describes itself; off under `NODE_ENV=production` unless `on`.',
    example: 'on',
    default: '`on`',
  },
  NODE_ENV: {
    schema: z.string().optional(),
    meaning: 'Under `development`, and nowhere else, a browser that opens `/graphql` is given GraphiQL.',
    example: 'production',
  },
} satisfies Variables;
