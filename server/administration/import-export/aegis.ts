import { z } from 'zod';
import { named } from './otpauth.js';
import { invalid, type OtpEntry } from './totp-secret.js';

const vault = z.object({
  version: z.number(),
  header: z.object({ slots: z.unknown(), params: z.unknown() }),
  db: z.unknown(),
});

const plain = z.object({
  entries: z.array(
    z.object({
      type: z.string(),
      name: z.string(),
      issuer: z.string().optional(),
      info: z.object({
        secret: z.string(),
        algo: z.string().default('SHA1'),
        digits: z.number().default(6),
        period: z.number().default(30),
      }),
    }),
  ),
});

export const isAegis = (value: unknown): boolean => vault.safeParse(value).success;

/** Aegis' vault format, exported without a password. Throws BAD_USER_INPUT. */
export function aegisEntries(value: unknown): OtpEntry[] {
  const { data } = vault.safeParse(value);
  if (typeof data?.db === 'string') {
    throw invalid('This Aegis export is encrypted: export it without a password.');
  }
  const parsed = plain.safeParse(data?.db);
  if (!parsed.success) throw invalid('This is not an export of Aegis that can be read.');
  return parsed.data.entries.map(({ type, name, issuer, info }) => ({
    type,
    secret: info.secret,
    ...named(name, issuer),
    algorithm: info.algo,
    digits: info.digits,
    period: info.period,
  }));
}
