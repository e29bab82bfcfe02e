import { z } from 'zod';
import type { Entry } from '../account-record.js';
import { toBase32 } from '../totp-secret.js';
import { type ForeignKey, handleOf, importedKey } from './foreign-key.js';
import { json } from './json.js';
import { keycloakPassword } from './keycloak-password.js';

const realm = z.object({
  users: z.array(z.unknown()).default([]),
  // What it keeps of people whose accounts are in a directory that it does not copy.
  federatedUsers: z.array(z.unknown()).default([]),
});
const withUsers = realm.required({ users: true });
/** All realms of a server in one file. */
const realms = z.array(z.object({ realm: z.string(), users: z.array(z.unknown()).optional() })).min(1);

const credential = z.object({
  type: z.string(),
  userLabel: z.string().nullish(),
  createdDate: z.number().nullish(),
  // JSON within JSON.
  secretData: z.string().optional(),
  credentialData: z.string().optional(),
});

const person = z.object({
  id: z.string().optional(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  email: z.string().nullish(),
  enabled: z.boolean().default(true),
  federationLink: z.string().nullish(),
  serviceAccountClientId: z.string().nullish(),
  credentials: z.array(credential).default([]),
});
const user = person.extend({ username: z.string() });
/** Their ids are `f:`, the directory's, and the name there. */
const federated = person.extend({ id: z.string().regex(/^f:[^:]+:./) });

const secretData = z.object({ value: z.string() });

const otpData = z.object({
  subType: z.string().default('totp'),
  digits: z.number().default(6),
  period: z.number().default(30),
  algorithm: z.string().default('HmacSHA1'),
  secretEncoding: z.string().optional(),
});

const webauthnData = z.object({
  credentialId: z.string(),
  credentialPublicKey: z.string(),
  counter: z.number(),
  aaguid: z.string().nullish(),
  transports: z.array(z.string()).nullish(),
});

type Credential = z.infer<typeof credential>;
type Person = z.infer<typeof user>;

/** One realm that was exported with its users, or several. */
export const isKeycloak = (value: unknown): boolean => {
  if (Array.isArray(value)) return realms.safeParse(value).success;
  const parsed = withUsers.safeParse(value);
  if (!parsed.success || !('users' in (value as object))) return false;
  const [first] = parsed.data.users;
  return first === undefined || user.safeParse(first).success;
};

/** People of all realms, with passwords (Argon2, the default since Keycloak 25), authenticator apps and keys. */
export async function* keycloakRecords(value: unknown): AsyncGenerator<Entry> {
  let line = 0;
  for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const { users, federatedUsers } = realm.parse(one);
    for (const given of users) {
      const parsed = user.safeParse(given);
      line++;
      if (!parsed.success) yield { line, problem: 'This user cannot be read.' };
      // A client's own account: nobody signs in with it.
      else if (parsed.data.serviceAccountClientId == null) yield recordOf(line, parsed.data);
    }
    for (const given of federatedUsers) {
      const parsed = federated.safeParse(given);
      line++;
      if (!parsed.success) yield { line, problem: 'This federated user cannot be read.' };
      else yield recordOf(line, { ...parsed.data, ...ofDirectory(parsed.data.id) });
    }
  }
}

const ofDirectory = (id: string): Pick<Person, 'username' | 'federationLink'> => {
  const [, federationLink, ...username] = id.split(':');
  return { username: username.join(':'), federationLink };
};

async function recordOf(line: number, given: Person): Promise<Entry> {
  const { id, username, firstName, lastName, email, enabled, federationLink, credentials } = given;
  const ofType = (type: string): Credential[] => credentials.filter((one) => one.type === type);
  const [password] = ofType('password');
  const [otp, ...others] = ofType('otp');
  const keys: ForeignKey[] = [];
  for (const one of [...ofType('webauthn'), ...ofType('webauthn-passwordless')]) {
    const key = keyOf(one, id);
    if (!key)
      return { line, login: username, problem: `Its security key “${one.userLabel ?? ''}” cannot be read.` };
    keys.push(key);
  }
  const known = password && keycloakPassword(password);
  const remarks = [
    known !== undefined && 'algorithm' in known
      ? `Its password (${known.algorithm}) cannot be brought along, only Argon2.`
      : [],
    federationLink != null && !password ? 'Its password is the one of its directory.' : [],
    others.length > 0 ? `It has ${others.length + 1} authenticator apps, of which this is the first.` : [],
    ofType('recovery-authn-codes').length > 0
      ? 'Its recovery codes are hashed there, and are to be made anew as backup codes.'
      : [],
  ].flat();
  return {
    line,
    fields: {
      login: username,
      displayName: [firstName, lastName].filter(Boolean).join(' '),
      email: email ?? undefined,
      disabled: !enabled,
      ...(known !== undefined && 'passwordHash' in known && known),
      ...(otp && otpOf(otp)),
    },
    securityKeys: await Promise.all(keys.map(importedKey)),
    ...(remarks.length > 0 && { remark: remarks.join(' ') }),
  };
}

/** Its user handle is the user's id; the flags BE and BS are not kept there. */
function keyOf(
  { userLabel, createdDate, credentialData }: Credential,
  userId: string | undefined,
): ForeignKey | null {
  const { data } = webauthnData.safeParse(json(credentialData));
  if (!data || userId === undefined) return null;
  return {
    name: userLabel,
    credentialId: data.credentialId,
    publicKey: data.credentialPublicKey,
    aaguid: data.aaguid ?? null,
    transports: data.transports ?? [],
    signCount: data.counter,
    backupEligible: null,
    backedUp: false,
    userHandle: handleOf(userId),
    createdAt: createdDate ?? null,
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
