import { z } from 'zod';
import { UNKNOWN_HANDLE } from '../../../factors/security-keys/imported-key.js';
import type { Entry } from '../account-record.js';
import { csvRecords } from '../csv-file.js';
import { TextFile } from '../text-file.js';
import { invalid } from '../totp-secret.js';
import { timeOf } from './source-database.js';
import { type ForeignKey, handleOf, importedKey } from './foreign-key.js';
import { yaml } from './yaml.js';

const totp = z.object({
  username: z.string(),
  algorithm: z.string(),
  digits: z.number(),
  period: z.number(),
  /** Base64 of the text in Base32. */
  secret: z.string(),
});
const key = z.object({
  username: z.string(),
  rpid: z.string(),
  description: z.string(),
  kid: z.string(),
  public_key: z.string(),
  aaguid: z.string().nullish(),
  transports: z.array(z.string()).nullish(),
  sign_count: z.number(),
  backup_eligible: z.boolean(),
  backup_state: z.boolean(),
  created_at: z.string().nullish(),
});
const named = z.object({ username: z.string() });

const exported = z.union([
  z.object({ totp_configurations: z.array(z.unknown()) }),
  z.object({ webauthn_credentials: z.array(z.unknown()) }),
  z.object({ identifiers: z.array(z.unknown()) }),
]);

/** What the files say of one person. */
interface Person {
  apps: z.infer<typeof totp>[];
  keys: z.infer<typeof key>[];
  problem: string | null;
}

const BASE64 = /^[\w+/-]+={0,2}$/;

/**
 * The files that `authelia storage user totp export` and `authelia storage user webauthn export` write, in any order, and
 * with them, as CSV, the table webauthn_users: no export holds the user handles. Throws BAD_USER_INPUT for other files.
 */
export async function* autheliaRecords(paths: readonly string[], rpId: string): AsyncGenerator<Entry> {
  const people = new Map<string, Person>();
  const handles = new Map<string, string>();
  let unnamed = 0;
  for (const path of paths) {
    const file = await TextFile.open(path);
    const isTable = /(^|[,;\t"])userid($|[,;\t"])/i.test(await file.firstLine());
    if (isTable) await readHandles(file, handles);
    else unnamed += readExport(await file.text(), people);
  }
  let line = 0;
  for (const [login, person] of people) yield recordOf(++line, login, person, handles, rpId);
  while (unnamed-- > 0) yield { line: ++line, problem: 'This entry cannot be read: it has no username.' };
}

async function readHandles(file: TextFile, handles: Map<string, string>): Promise<void> {
  for await (const entry of csvRecords(file, () => undefined)) {
    const { username, userid, rpid = '' } = 'fields' in entry ? (entry.fields as Record<string, string>) : {};
    if (username === undefined || userid === undefined) {
      throw invalid('A row of the table webauthn_users has no username or no userid.');
    }
    handles.set(ofKey(rpid, username), handleOf(userid));
    // A table that was written without its column rpid.
    handles.set(ofKey('', username), handleOf(userid));
  }
}

const ofKey = (rpId: string, username: string): string => JSON.stringify([rpId, username]);

/** Returns how many entries are nobody's. */
function readExport(text: string, people: Map<string, Person>): number {
  const { data } = exported.safeParse(yaml(text));
  if (!data) throw invalid('This is no export of Authelia’s TOTP configurations or WebAuthn credentials.');
  if ('identifiers' in data) {
    throw invalid(
      'Opaque identifiers name people to applications, and are not needed: user handles are in the table webauthn_users.',
    );
  }
  let unnamed = 0;
  const read = <T>(
    entries: unknown[],
    schema: z.ZodType<T>,
    what: string,
    add: (person: Person, one: T) => void,
  ) => {
    for (const entry of entries) {
      const { data: owner } = named.safeParse(entry);
      if (!owner) {
        unnamed++;
        continue;
      }
      const person = people.get(owner.username) ?? { apps: [], keys: [], problem: null };
      people.set(owner.username, person);
      const parsed = schema.safeParse(entry);
      if (parsed.success) add(person, parsed.data);
      else person.problem = `Its ${what} cannot be read.`;
    }
  };
  if ('totp_configurations' in data) {
    read(data.totp_configurations, totp, 'TOTP configuration', (person, one) => person.apps.push(one));
  } else {
    read(data.webauthn_credentials, key, 'security key', (person, one) => person.keys.push(one));
  }
  return unnamed;
}

async function recordOf(
  line: number,
  login: string,
  { apps, keys, problem }: Person,
  handles: ReadonlyMap<string, string>,
  rpId: string,
): Promise<Entry> {
  if (problem !== null) return { line, login, problem };
  const [app] = apps;
  const [here, elsewhere] = [
    keys.filter(({ rpid }) => rpid === rpId),
    keys.filter(({ rpid }) => rpid !== rpId),
  ];
  const isHandleMissing = here.some(({ rpid, username }) => handleIn(handles, rpid, username) === undefined);
  const remarks = [
    elsewhere.map(
      ({ description, rpid }) => `Its security key “${description}” is one for ${rpid}, and left out.`,
    ),
    isHandleMissing && handles.size > 0 ? 'It is not in the table webauthn_users.' : [],
  ].flat();
  return {
    line,
    fields: {
      login,
      ...(app && {
        totpSecret: BASE64.test(app.secret) ? Buffer.from(app.secret, 'base64').toString('utf8') : '?',
        totpAlgorithm: app.algorithm,
        totpDigits: app.digits,
        totpPeriod: app.period,
      }),
    },
    securityKeys: await Promise.all(here.map((one) => importedKey(keyOf(one, handles)))),
    ...(remarks.length > 0 && { remark: remarks.join(' ') }),
  };
}

const handleIn = (handles: ReadonlyMap<string, string>, rpId: string, username: string): string | undefined =>
  handles.get(ofKey(rpId, username)) ?? handles.get(ofKey('', username));

const keyOf = (given: z.infer<typeof key>, handles: ReadonlyMap<string, string>): ForeignKey => ({
  name: given.description,
  credentialId: given.kid,
  publicKey: given.public_key,
  aaguid: given.aaguid ?? null,
  transports: given.transports ?? [],
  signCount: given.sign_count,
  backupEligible: given.backup_eligible,
  backedUp: given.backup_state,
  userHandle: handleIn(handles, given.rpid, given.username) ?? UNKNOWN_HANDLE,
  createdAt: timeOf(given.created_at),
});
