import { z } from 'zod';
import { OWN_PARAMETERS } from '../../factors/authenticator-app/totp.js';
import { named, parseOtpauth } from './otpauth.js';
import { invalid, type OtpEntry, toBase32 } from './totp-secret.js';

/** An entry, or why there is none at this place. */
export type Found = OtpEntry | { problem: string };

/** What one app or password manager exports: one JSON value. */
interface AppExport {
  isOne: (value: unknown) => boolean;
  /** Throws BAD_USER_INPUT when it is encrypted. */
  entries: (value: unknown) => Found[];
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);
const has = (shape: z.ZodRawShape) => {
  const schema = z.object(shape);
  return (value: unknown): boolean => schema.safeParse(value).success;
};

const twoFas = z.object({
  name: text,
  secret: z.string(),
  otp: z.object({
    label: text,
    account: text,
    issuer: text,
    digits: number,
    period: number,
    algorithm: text,
    tokenType: text,
  }),
});

const proton = z.object({ content: z.object({ uri: z.string(), name: text }) });

const andOtp = z.object({
  secret: z.string(),
  issuer: text,
  label: z.string(),
  digits: number,
  period: number,
  type: z.string(),
  algorithm: text,
});

const freeOtp = z.object({
  algo: text,
  digits: number,
  period: number,
  issuerExt: text,
  issuerInt: text,
  label: text,
  type: text,
  // Bytes as Java has them, from -128 to 127; some tools write Base32.
  secret: z.union([z.string(), z.array(z.int().min(-128).max(255))]),
});

const bitwarden = z.object({
  name: text,
  login: z.object({ username: text, totp: text }).nullish(),
});

/** Reads each of a list by itself, so that one that is not understood is named and keeps no other out. */
const each =
  <T>(schema: z.ZodType<T>, read: (item: T) => Found | null) =>
  (list: unknown): Found[] =>
    z
      .array(z.unknown())
      .parse(list)
      .flatMap((item) => {
        const parsed = schema.safeParse(item);
        return parsed.success ? (read(parsed.data) ?? []) : { problem: 'This entry cannot be read.' };
      });

const member = (value: unknown, name: string): unknown => (value as Record<string, unknown>)[name];

const encrypted = (app: string) => () => {
  throw invalid(`This export of ${app} is encrypted: export it without a password.`);
};

function ofUri(
  uri: string,
  { issuer, account }: { issuer?: string | undefined; account?: string | undefined },
): Found {
  try {
    const entry = parseOtpauth(uri);
    return {
      ...entry,
      issuer: entry.issuer ?? issuer,
      account: account ?? (entry.account === '' ? (issuer ?? '') : entry.account),
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** By the names that `--format` takes; documented by their makers or read from exports that others published. */
export const APP_EXPORTS = {
  '2fas': {
    isOne: (value) =>
      has({ services: z.array(z.unknown()), schemaVersion: z.number() })(value) ||
      has({ servicesEncrypted: z.string() })(value),
    entries: (value) => {
      const sealed = member(value, 'servicesEncrypted');
      if (typeof sealed === 'string' && sealed !== '') encrypted('2FAS')();
      return each(twoFas, ({ name, secret, otp }) => ({
        ...OWN_PARAMETERS,
        type: otp.tokenType ?? 'totp',
        secret,
        issuer: otp.issuer ?? name,
        account: otp.account ?? otp.label ?? name ?? '',
        algorithm: otp.algorithm ?? OWN_PARAMETERS.algorithm,
        digits: otp.digits ?? OWN_PARAMETERS.digits,
        period: otp.period ?? OWN_PARAMETERS.period,
      }))(member(value, 'services'));
    },
  },
  proton: {
    isOne: has({ version: z.number(), entries: z.array(z.object({ content: z.unknown() })) }),
    entries: (value) =>
      each(proton, ({ content: { uri, name } }) => ofUri(uri, { issuer: name }))(member(value, 'entries')),
  },
  'proton-encrypted': {
    isOne: has({ version: z.number(), salt: z.string(), content: z.string() }),
    entries: encrypted('Proton Authenticator'),
  },
  andotp: {
    isOne: (value) => Array.isArray(value) && value.length > 0 && andOtp.safeParse(value[0]).success,
    entries: each(andOtp, ({ type, secret, issuer, label, algorithm, digits, period }) => ({
      type,
      secret,
      ...named(label, issuer),
      algorithm: algorithm ?? OWN_PARAMETERS.algorithm,
      digits: digits ?? OWN_PARAMETERS.digits,
      period: period ?? OWN_PARAMETERS.period,
    })),
  },
  freeotp: {
    isOne: has({ tokens: z.array(z.unknown()) }),
    entries: (value) =>
      each(freeOtp, ({ type, secret, label, algo, digits, period, ...issuer }) => ({
        type: type ?? 'totp',
        secret: typeof secret === 'string' ? secret : toBase32(Uint8Array.from(secret)),
        ...named(label ?? '', issuer.issuerExt ?? issuer.issuerInt),
        algorithm: algo ?? OWN_PARAMETERS.algorithm,
        digits: digits ?? OWN_PARAMETERS.digits,
        period: period ?? OWN_PARAMETERS.period,
      }))(member(value, 'tokens')),
  },
  bitwarden: {
    isOne: (value) =>
      has({ encrypted: z.literal(false), items: z.array(z.unknown()) })(value) ||
      has({ encrypted: z.literal(true) })(value),
    entries: (value) => {
      if (member(value, 'encrypted') === true) encrypted('Bitwarden')();
      return each(bitwarden, ({ name, login }) => {
        const { totp, username } = login ?? {};
        if (totp === undefined || totp.trim() === '') return null;
        if (totp.includes('://')) return ofUri(totp, { issuer: name, account: username });
        return { ...OWN_PARAMETERS, type: 'totp', secret: totp, issuer: name, account: username ?? '' };
      })(member(value, 'items'));
    },
  },
  ente: {
    isOne: has({ kdfParams: z.unknown(), encryptedData: z.string() }),
    entries: encrypted('Ente Auth'),
  },
} satisfies Record<string, AppExport>;

export type AppFormat = keyof typeof APP_EXPORTS;
export const APP_FORMATS = Object.keys(APP_EXPORTS) as AppFormat[];

/** Which app's export this is; undefined: none that we know. */
export const appFormatOf = (value: unknown): AppFormat | undefined =>
  APP_FORMATS.find((format) => APP_EXPORTS[format].isOne(value));
