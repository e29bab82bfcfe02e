import { z } from 'zod';
import { isIP } from 'node:net';
import { list } from '../values.js';
import { origin } from '../url-variables.js';
import type { Variables } from '../variable.js';

const SHA256_FINGERPRINT = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/i;

export const securityKeys = {
  RP_ID: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a domain name')
      .refine((id) => isIP(id) === 0, 'must be a domain name: browsers refuse addresses')
      .optional(),
    meaning:
      'WebAuthn relying party ID: a domain that this host, or that of one of `WEBAUTHN_ORIGINS`, is or ends in. Where `PUBLIC_URL` has an IP address and there is no `RP_ID`, no keys are offered, for browsers allow none.',
    example: 'example.org',
    default: 'host of `PUBLIC_URL`',
  },
  WEBAUTHN_ORIGINS: {
    schema: list.pipe(z.array(origin)),
    meaning: 'Further origins that use the same passkeys; served at `/.well-known/webauthn`.',
    example: 'https://example.com',
  },
  WEBAUTHN_ATTESTATION: {
    schema: z.enum(['none', 'direct']).default('none'),
    meaning: '`direct` asks keys to prove their model.',
    example: 'direct',
  },
  WEBAUTHN_METADATA: {
    schema: z.string().optional(),
    meaning:
      'File: a blob of the [FIDO Metadata Service](https://fidoalliance.org/metadata/). Only models that chain to their maker’s root in it.',
    example: '/etc/latchkey/mds.jwt',
  },
  WEBAUTHN_TRUST_ANCHORS: {
    schema: z.string().optional(),
    meaning: 'PEM file of further root certificates that keys may chain to.',
    example: '/etc/latchkey/roots.pem',
  },
  WEBAUTHN_AAGUIDS: {
    schema: list.pipe(z.array(z.uuid({ error: 'must be a list of AAGUIDs' }))),
    meaning: 'The only models that may be registered; needs one of the two files.',
    example: 'cb69481e-8ff7-4039-93ec-0a2729a154a8',
    default: 'all',
  },
  WEBAUTHN_USER_VERIFICATION: {
    schema: z.enum(['discouraged', 'preferred', 'required']).default('preferred'),
    meaning: '`discouraged` or `required` for keys as second factor.',
    example: 'required',
  },
  U2F_APP_ID: {
    schema: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
    meaning: 'The app id of keys of an older U2F deployment.',
    example: 'https://old.example.org/app-id.json',
  },
  U2F_FACETS: {
    schema: list.pipe(
      z.array(
        z
          .string()
          .regex(
            /^(https:\/\/[^/]+|android:apk-key-hash:[\w+/=-]+|ios:bundle-id:[\w.-]+)$/,
            'is not a facet id',
          ),
      ),
    ),
    meaning: 'The facets of that deployment; served at `/u2f/facets.json`.',
    example: 'https://old.example.org',
  },
  ANDROID_APPS: {
    schema: list.pipe(
      z.array(
        z
          .string()
          .refine(
            (app) => /^[a-z]\w*(\.\w+)+$/i.test(app.split('=')[0] ?? ''),
            'must be package=SHA-256 fingerprint',
          )
          .refine(
            (app) => SHA256_FINGERPRINT.test(app.split('=')[1] ?? ''),
            'must be package=SHA-256 fingerprint',
          ),
      ),
    ),
    meaning: '`package=SHA-256 fingerprint`: Android apps that share our passkeys.',
    example:
      'org.example.mail=0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F:0F',
  },
  APPLE_APPS: {
    schema: list.pipe(z.array(z.string().regex(/^[A-Z0-9]{10}\.[\w.-]+$/, 'must be TEAMID.bundle.id'))),
    meaning: '`TEAMID.bundle.id`: Apple apps that share our passkeys.',
    example: 'ABCDE12345.org.example.mail',
  },
} satisfies Variables;
