import { In } from 'typeorm';
import { Account } from '../../../accounts/account.entity.js';
import type { AccountTransferService } from '../../../accounts/account-transfer.service.js';
import type { Ground } from '../../../accounts/ground.js';
import { normaliseLogin } from '../../../accounts/login.js';
import type { AuthenticatorAppService } from '../../../factors/authenticator-app/authenticator-app.service.js';
import type { Unattended } from '../../../platform/acting/guard.js';
import { readAhead } from '../../../platform/paging/read-ahead.js';
import { Refusal } from '../../../platform/refusal.js';
import type { ImportService, Outcome } from '../import.service.js';
import { checkTotp } from '../totp-secret.js';
import { type Change, changeSince, partsNow, secretOf } from './changes-there.js';
import { SuiteCipher } from './cipher.js';
import type { ImportOrigin } from './import-origin.entity.js';
import { appDigestOf, digestOf, Origins, sourceOf } from './origins.js';
import type { SuiteDatabase } from './suite-database.js';
import { type SuiteOptions, type SuiteRecord, suiteRecord } from './suite-record.js';
import type { SuiteUser } from './suite-user.js';

export interface SuiteImportOptions {
  /** Of data/encryption_key.php. */
  key: string;
  /** That keys must be of; without it, ours. */
  rpId?: string | undefined;
  tenantAdmins: boolean;
  dryRun: boolean;
  /** `last`: those who are as they were when they were last brought along are passed over. */
  since: Date | 'last' | null;
}

/** What is so of many, and therefore counted. */
export interface SuiteTally {
  ipAllowLists: number;
  tenantAdmins: number;
  otherLanguages: number;
  shortSecrets: number;
}

export const newTally = (): SuiteTally => ({
  ipAllowLists: 0,
  tenantAdmins: 0,
  otherLanguages: 0,
  shortSecrets: 0,
});

/** Somebody who is brought along now. */
interface Coming extends Change {
  user: SuiteUser;
  /** All that there is of them there. */
  whole: SuiteRecord;
  origin: ImportOrigin | undefined;
  digest: string;
  /** The app has become another one since it was looked at. */
  isOvertaken?: true;
}

/** What is known of people before they are read. */
interface Known {
  origin: ImportOrigin | undefined;
  digest: string;
  taken: ReadonlySet<string>;
  accounts: ReadonlyMap<string, unknown>;
}

interface Page {
  outcomes: Outcome[];
  coming: Coming[];
}

type Run = SuiteImportOptions & SuiteOptions & { origins: Origins; seen: Set<string>; tally: SuiteTally };

/** Brings the people of the suite along; run again, what is new of them. */
export class SuiteImportService {
  constructor(
    private readonly needs: Ground & {
      import: ImportService;
      transfer: AccountTransferService;
      authenticatorApp: AuthenticatorAppService;
      /** Ours. */
      rpId: string;
    },
  ) {}

  /** An outcome for each person, and for each part of one that is refused. Throws BAD_USER_INPUT. */
  async *run(
    acting: Unattended,
    database: SuiteDatabase,
    options: SuiteImportOptions,
    tally: SuiteTally,
  ): AsyncGenerator<Outcome> {
    const run: Run = {
      ...options,
      cipher: new SuiteCipher(options.key),
      rpId: options.rpId ?? this.needs.rpId,
      origins: new Origins(this.needs.database, sourceOf(options.key)),
      seen: new Set(),
      tally,
    };
    const pages = database.users(options.since instanceof Date ? options.since : null);
    for await (const users of readAhead(pages)) {
      const { outcomes, coming } = await this.look(run, users);
      yield* outcomes;
      yield* this.bring(acting, run, coming);
    }
    yield* this.gone(run, database);
  }

  /** Who of these is to be brought along, and what becomes of the others. */
  private async look(run: Run, users: readonly SuiteUser[]): Promise<Page> {
    const known = await run.origins.of(users);
    const accounts = await this.accountsOf([...known.values()]);
    const strangers = users.filter((user) => !known.has(run.origins.idOf(user)));
    const taken = await this.takenBy(run, strangers);
    const page: Page = { outcomes: [], coming: [] };
    for (const user of users) {
      const id = run.origins.idOf(user);
      const origin = known.get(id);
      const digest = digestOf(user, [run.rpId, run.tenantAdmins]);
      const passedOver = this.passedOver(run, user, { origin, digest, taken, accounts });
      if (passedOver) {
        page.outcomes.push(passedOver);
        continue;
      }
      try {
        const whole = await suiteRecord(user, run);
        const mine = origin && accounts.get(origin.accountId);
        const change = mine
          ? changeSince(origin, user, whole, mine)
          : { record: whole, replacement: null, remarks: [] };
        page.coming.push({ ...change, user, whole, origin: mine && origin, digest });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        page.outcomes.push(outcomeOf(user, 'refused', error.message));
      }
    }
    return page;
  }

  /** What becomes of somebody of whom nothing is to be read; null for the others. */
  private passedOver(
    { seen, since }: Run,
    user: SuiteUser,
    { origin, digest, taken, accounts }: Known,
  ): Outcome | null {
    const loginKey = normaliseLogin(user.publicId);
    if (seen.has(loginKey))
      return outcomeOf(user, 'refused', 'This login is another person’s there as well.');
    seen.add(loginKey);
    if (!origin) {
      const isOther = taken.has(loginKey);
      return isOther
        ? outcomeOf(user, 'refused', 'Whoever has this login here is somebody else there.')
        : null;
    }
    if (since === 'last' && origin.digest === digest) return outcomeOf(user, 'unchanged', null);
    if (since === null || accounts.has(origin.accountId)) return null;
    return outcomeOf(user, 'unchanged', 'It was deleted here, and is not brought along again.');
  }

  /** Of people who were never brought along, the logins that somebody else from there has here. */
  private async takenBy(run: Run, strangers: readonly SuiteUser[]): Promise<Set<string>> {
    const loginKeys = strangers.map(({ publicId }) => normaliseLogin(publicId));
    const accounts = await this.needs.transfer.byLoginKeys(loginKeys);
    const others = await run.origins.ofAccounts([...accounts.values()].map(({ id }) => id));
    return new Set([...accounts].flatMap(([loginKey, { id }]) => (others.has(id) ? [loginKey] : [])));
  }

  private async accountsOf(origins: readonly ImportOrigin[]) {
    const ids = origins.map(({ accountId }) => accountId);
    const accounts = await this.needs.database.manager.findBy(Account, { id: In(ids) });
    const apps = await this.needs.authenticatorApp.listMany(accounts.map(({ id }) => id));
    const appOf = new Map(apps.map((app) => [app.accountId, this.needs.authenticatorApp.openedOf(app)]));
    return new Map(accounts.map((account) => [account.id, { account, app: appOf.get(account.id) ?? null }]));
  }

  private async *bring(acting: Unattended, run: Run, coming: readonly Coming[]): AsyncGenerator<Outcome> {
    const { dryRun } = run;
    const byLine = new Map(coming.map((one) => [one.user.id, one]));
    const records = async function* () {
      for (const { record } of coming) yield await Promise.resolve(record);
    };
    const options = { dryRun, createAccounts: true, isSummedUp: true };
    const done: Coming[] = [];
    for await (const outcome of this.needs.import.run(acting, records(), options)) {
      const one = byLine.get(outcome.line);
      if (!one || outcome.result === 'refused') {
        yield outcome;
        continue;
      }
      const isReplaced = await this.replaceApp(acting, one, dryRun);
      count(run.tally, one.whole);
      done.push(isReplaced || one.replacement === null ? one : { ...one, isOvertaken: true });
      yield {
        ...outcome,
        ...(isReplaced && { result: 'attached', parts: [...outcome.parts, 'authenticatorApp'] }),
        remark: [outcome.remark ?? [], one.whole.remarks, one.remarks].flat().join(' ') || null,
      };
      for (const problem of one.whole.refused) yield outcomeOf(one.user, 'refused', problem);
    }
    if (!dryRun) await this.remember(run, done);
  }

  /** Only while the account's app is the one that was brought along before; whether it was, or would be. */
  private async replaceApp(acting: Unattended, one: Coming, dryRun: boolean): Promise<boolean> {
    const { replacement, origin } = one;
    if (replacement === null || !origin) return false;
    if (dryRun) return true;
    const { app } = checkTotp(replacement);
    return this.needs.guard.on(acting, origin.accountId, async (tx, account) => {
      const { authenticatorApp, audit } = this.needs;
      const isBrought = (secret: string): boolean => appDigestOf(secret) === origin.appDigest;
      if (!(await authenticatorApp.replaceImported(tx, account.id, isBrought, app))) return false;
      await audit.record(tx, { action: 'authenticator_app.imported', actor: acting, account });
      return true;
    });
  }

  private async remember(run: Run, done: readonly Coming[]): Promise<void> {
    const loginKeys = done.map(({ record }) => normaliseLogin(String(record.fields['login'])));
    const accounts = await this.needs.transfer.byLoginKeys(loginKeys);
    await run.origins.save(
      done.flatMap(({ user, whole, origin, digest, isOvertaken = false }, index) => {
        const account = accounts.get(loginKeys[index] ?? '');
        if (!account) return [];
        const secret = isOvertaken ? null : secretOf(whole);
        return {
          id: run.origins.idOf(user),
          foreignId: user.id,
          // What was refused of it is looked at, and said, again.
          digest: whole.refused.length > 0 || isOvertaken ? '' : digest,
          appDigest: secret === null ? (origin?.appDigest ?? null) : appDigestOf(secret),
          parts: partsNow(user, whole),
          accountId: account.id,
        };
      }),
    );
  }

  /** Those who were brought along, and are not there any more. */
  private async *gone(run: Run, database: SuiteDatabase): AsyncGenerator<Outcome> {
    for await (const origins of run.origins.all()) {
      const there = await database.existing(origins.map(({ foreignId }) => foreignId));
      const gone = origins.filter(({ foreignId }) => !there.has(foreignId));
      if (gone.length === 0) continue;
      const accounts = await this.accountsOf(gone);
      for (const { foreignId, accountId } of gone) {
        const login = accounts.get(accountId)?.account.login;
        if (login === undefined) continue;
        const remark = 'It is not there any more, and stays here.';
        yield { line: foreignId, login, result: 'unchanged', parts: [], remark };
      }
    }
  }
}

const outcomeOf = (
  { id, publicId }: SuiteUser,
  result: 'unchanged' | 'refused',
  remark: string | null,
): Outcome => ({ line: id, login: publicId === '' ? null : publicId, result, parts: [], remark });

function count(tally: SuiteTally, { counted, fields }: SuiteRecord): void {
  if (counted.ipAllowList) tally.ipAllowLists++;
  if (counted.tenantAdmin) tally.tenantAdmins++;
  if (counted.otherLanguage) tally.otherLanguages++;
  if (typeof fields['totpSecret'] === 'string' && checkTotp(fields['totpSecret']).warning !== null) {
    tally.shortSecrets++;
  }
}
