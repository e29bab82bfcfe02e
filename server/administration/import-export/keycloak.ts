import { z } from 'zod';
import type { RawRecord } from './account-record.js';
import { toBase32 } from './totp-secret.js';

const realm = z.object({ users: z.array(z.unknown()) });

const credential = z.object({
  type: z.string(),
  // JSON within JSON.
  secretData: z.string().optional(),
  credentialData: z.string().optional(),
});

const user = z.object({
  username: z.string(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  enabled: z.boolean().default(true),
  serviceAccountClientId: z.string().nullish(),
  credentials: z.array(credential).default([]),
});

const secretData = z.object({ value: z.string(), salt: z.string().optional() });

const otpData = z.object({
  subType: z.string().default('totp'),
  digits: z.number().default(6),
  period: z.number().default(30),
  algorithm: z.string().default('HmacSHA1'),
  secretEncoding: z.string().optional(),
});

const list = z.array(z.string()).min(1);
const argon2Data = z.object({
  algorithm: z.literal('argon2'),
  hashIterations: z.number(),
  additionalParameters: z.object({
    type: list,
    memory: list,
    parallelism: list,
    version: list,
  }),
});

type Credential = z.infer<typeof credential>;

/** Of a realm that was exported with its users. */
export const isKeycloak = (value: unknown): boolean => {
  const parsed = realm.safeParse(value);
  const [first] = parsed.data?.users ?? [];
  return parsed.success && (first === undefined || user.safeParse(first).success);
};

/** A user of the realm, with password (Argon2, the default since Keycloak 25) and authenticator app. */
export function keycloakRecord(
  line: number,
  value: unknown,
): RawRecord | { line: number; problem: string } | null {
  const parsed = user.safeParse(value);
  if (!parsed.success) return { line, problem: 'This user cannot be read.' };
  const { username, firstName, lastName, enabled, credentials, serviceAccountClientId } = parsed.data;
  // A client's own account: nobody signs in with it.
  if (serviceAccountClientId != null) return null;
  const password = credentials.find(({ type }) => type === 'password');
  const [otp, ...others] = credentials.filter(({ type }) => type === 'otp');
  const passwordHash = password && argon2Of(password);
  const remarks = [
    password && passwordHash === undefined
      ? `Its password (${algorithmOf(password)}) cannot be brought along, only Argon2.`
      : [],
    others.length > 0 ? `It has ${others.length + 1} authenticator apps, of which this is the first.` : [],
    credentials.some(({ type }) => type.startsWith('webauthn'))
      ? 'Its security keys are to be added anew.'
      : [],
  ].flat();
  return {
    line,
    fields: {
      login: username,
      displayName: [firstName, lastName].filter(Boolean).join(' '),
      disabled: !enabled,
      ...(passwordHash !== undefined && { passwordHash }),
      ...(otp && otpOf(otp)),
    },
    ...(remarks.length > 0 && { remark: remarks.join(' ') }),
  };
}

function otpOf({ secretData: secrets, credentialData }: Credential): Record<string, unknown> {
  const secret = secretData.safeParse(json(secrets)).data?.value;
  const data = otpData.safeParse(json(credentialData)).data;
  // Refused as a secret, by name: an account without the app it had would be less protected than it was.
  if (secret === undefined || !data) return { totpSecret: '?' };
  const isBase32 = data.secretEncoding?.toUpperCase() === 'BASE32';
  return {
    totpType: data.subType,
    totpSecret: isBase32 ? secret : toBase32(new TextEncoder().encode(secret)),
    totpAlgorithm: data.algorithm,
    totpDigits: data.digits,
    totpPeriod: data.period,
  };
}

/** As a PHC string. */
function argon2Of({ secretData: secrets, credentialData }: Credential): string | undefined {
  const secret = secretData.safeParse(json(secrets)).data;
  const data = argon2Data.safeParse(json(credentialData)).data;
  if (secret?.salt === undefined || !data) return undefined;
  const { hashIterations, additionalParameters: parameters } = data;
  const [type, memory, lanes, version] = [
    parameters.type[0],
    parameters.memory[0],
    parameters.parallelism[0],
    parameters.version[0],
  ];
  if (version !== '1.3') return undefined;
  const [salt, hash] = [secret.salt, secret.value].map((part) => part.replaceAll('=', ''));
  return `$argon2${type}$v=19$m=${memory},t=${hashIterations},p=${lanes}$${salt}$${hash}`;
}

function algorithmOf({ credentialData }: Credential): string {
  const algorithm = z.object({ algorithm: z.string() }).safeParse(json(credentialData)).data?.algorithm;
  return algorithm ?? 'in the old form';
}

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
