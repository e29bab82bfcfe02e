import { z } from 'zod';
import type { Entry } from '../account-record.js';
import { csvRecords } from '../csv-file.js';
import { TextFile } from '../text-file.js';
import { invalid, toBase32, usableParameters } from '../totp-secret.js';
import { json } from './json.js';
import { type PskcToken, pskcTokens } from './pskc.js';
import { yaml } from './yaml.js';

/** A token, and whose it is: undefined when the file does not tell, null: nobody's. */
type Token = PskcToken & { owner: string | null | undefined; isActive: boolean };

const HEX = /^([\da-f]{2})+$/;
const NOBODY = 'n/a';
const DEFAULT = { algorithm: 'sha1', digits: 6, period: 30 };

/** `pi-tokenjanitor find export --format yaml`: secrets in hex, or, with --b32, in Base32. */
const exported = z.object({
  serial: z.string(),
  type: z.string().optional(),
  tokentype: z.string().optional(),
  otpkey: z.string().nullish(),
  otplen: z.coerce.number().default(DEFAULT.digits),
  owner: z.string().default(NOBODY),
  active: z.boolean().default(true),
  revoked: z.boolean().default(false),
  info_list: z
    .object({
      hashlib: z.string().default(DEFAULT.algorithm),
      timeStep: z.coerce.number().default(DEFAULT.period),
    })
    .catch({ hashlib: DEFAULT.algorithm, timeStep: DEFAULT.period })
    .default({ hashlib: DEFAULT.algorithm, timeStep: DEFAULT.period }),
});
const serialOf = z.object({ serial: z.string() });

/** `GET /token/`, which lists tokens without their secrets. */
const listed = z.object({
  result: z.object({
    value: z.object({
      tokens: z.array(
        z.object({
          serial: z.string(),
          username: z.string().nullish(),
          active: z.boolean().default(true),
          revoked: z.boolean().default(false),
        }),
      ),
    }),
  }),
});
const YES = /^(true|1|yes)$/i;
const NO = /^(false|0|no)$/i;

type Assignment = Pick<Token, 'owner' | 'isActive'>;

/**
 * TOTP tokens of privacyIDEA: the YAML of its token janitor, which also says whose they are; or its PSKC, and with it
 * the list of tokens as JSON or CSV (`serial`, `username`). `key` opens the PSKC. Throws BAD_USER_INPUT for other files.
 */
export async function* privacyIdeaRecords(
  paths: readonly string[],
  key: string | undefined,
): AsyncGenerator<Entry> {
  const tokens: Token[] = [];
  const assigned = new Map<string, Assignment>();
  for (const path of paths) {
    const file = await TextFile.open(path);
    const start = await file.firstLine();
    if (start.startsWith('<')) {
      const found = await pskcTokens(await file.text(), key);
      tokens.push(...found.map((token) => ({ ...token, owner: undefined, isActive: true })));
    } else if (start.startsWith('{')) readList(await file.text(), assigned);
    else if (/(^|[,;\t"])serial($|[,;\t"])/i.test(start)) await readTable(file, assigned);
    else tokens.push(...readExport(await file.text()));
  }
  if (assigned.size === 0 && tokens.some(({ owner }) => owner === undefined)) {
    throw invalid(
      'PSKC does not say whose tokens these are: give the list of tokens (serial, username) with it, as CSV or JSON.',
    );
  }
  yield* recordsOf(tokens.map((token) => ({ ...token, ...assigned.get(token.serial) })));
}

function readList(text: string, assigned: Map<string, Assignment>): void {
  const { data } = listed.safeParse(json(text));
  if (!data) throw invalid('This JSON is no list of tokens of privacyIDEA.');
  for (const { serial, username, active, revoked } of data.result.value.tokens) {
    assigned.set(serial, { owner: named(username), isActive: active && !revoked });
  }
}

async function readTable(file: TextFile, assigned: Map<string, Assignment>): Promise<void> {
  for await (const entry of csvRecords(file, () => undefined)) {
    const row = 'fields' in entry ? (entry.fields as Record<string, string>) : {};
    const { serial, username = row['user'], active = 'true', revoked = 'false' } = row;
    if (serial === undefined) throw invalid('A row of the list of tokens has no serial.');
    assigned.set(serial.trim(), {
      owner: named(username),
      isActive: !NO.test(active) && !YES.test(revoked),
    });
  }
}

function readExport(text: string): Token[] {
  const { data } = z.array(z.unknown()).safeParse(yaml(text));
  if (!data)
    throw invalid(
      'This is neither PSKC nor the YAML of privacyIDEA’s token janitor, nor a list of its tokens.',
    );
  return data.map((given, index): Token => {
    const parsed = exported.safeParse(given);
    if (!parsed.success) {
      const serial = serialOf.safeParse(given).data?.serial ?? `number ${index + 1}`;
      return { serial, problem: 'It cannot be read.', owner: null, isActive: true };
    }
    const { serial, owner, active, revoked, otpkey, otplen, info_list: info } = parsed.data;
    const secret = otpkey ?? '';
    return {
      serial,
      type: parsed.data.type ?? parsed.data.tokentype ?? '',
      secret: HEX.test(secret) ? toBase32(Buffer.from(secret, 'hex')) : secret,
      algorithm: info.hashlib,
      digits: otplen,
      period: info.timeStep,
      owner: owner === NOBODY ? null : withoutRealm(owner),
      isActive: active && !revoked,
    };
  });
}

const named = (username: string | null | undefined): string | null => {
  const name = username?.trim() ?? '';
  return name === '' ? null : name;
};

/** `login@realm`, and a login may have an @ itself. */
const withoutRealm = (owner: string): string => owner.slice(0, owner.lastIndexOf('@')) || owner;

/** A record a person, of the first token that can be used; every other token is named. */
function* recordsOf(tokens: readonly Token[]): Generator<Entry> {
  const records = new Map<string, { line: number; token: Token & { secret: string }; left: string[] }>();
  for (const [index, token] of tokens.entries()) {
    const line = index + 1;
    const problem = whyNot(token);
    const login = token.owner ?? undefined;
    if (problem !== null || login === undefined || 'problem' in token) {
      yield {
        line,
        ...(login !== undefined && { login }),
        problem: `Token ${token.serial}: ${problem ?? 'It is assigned to nobody.'}`,
      };
      continue;
    }
    const first = records.get(login);
    if (first) first.left.push(token.serial);
    else records.set(login, { line, token, left: [] });
  }
  for (const [login, { line, token, left }] of records) {
    if ('problem' in token) continue;
    yield {
      line,
      fields: {
        login,
        totpSecret: token.secret,
        totpAlgorithm: token.algorithm,
        totpDigits: token.digits,
        totpPeriod: token.period,
      },
      ...(left.length > 0 && {
        remark: `Of its tokens ${token.serial} came along, and not ${left.join(', ')}.`,
      }),
    };
  }
}

function whyNot(token: Token): string | null {
  if ('problem' in token) return token.problem;
  if (!token.isActive) return 'It is switched off or revoked there.';
  try {
    usableParameters(token);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return null;
}
