import type { EntityManager } from 'typeorm';
import type { AccountTransferService, NewcomerAccount } from '../../accounts/account-transfer.service.js';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import type {
  AuthenticatorAppService,
  ImportedApp,
} from '../../factors/authenticator-app/authenticator-app.service.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import { lockAccounts } from '../../accounts/account-lock.js';
import type { PrimaryFactorsService } from '../../factors/primary-factors.service.js';
import type { AuditEntry } from '../../events/audit/audit.service.js';
import { Refusal } from '../../platform/refusal.js';
import type { Entry } from './account-file.js';
import { type AccountRecord, checkRecord, type RecordContact } from './account-record.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { insertFirstContact } from '../../accounts/contacts/first-contact.js';
import { randomSecret } from '../../platform/encryption/secrets.js';
import type { Ground } from '../../accounts/ground.js';

export interface ImportOptions {
  /** Says what would happen, and changes nothing. */
  dryRun: boolean;
  /** Whether records of unknown logins become accounts. */
  createAccounts: boolean;
  /** Whether people without a password choose one by a link, rather than have one on another server. */
  passwordsByLink?: boolean;
}

export interface Outcome {
  line: number;
  /** Null for a record that has none. */
  login: string | null;
  /** `attached`: an account that exists got its authenticator app. */
  result: 'created' | 'attached' | 'unchanged' | 'refused';
  /** Why it is refused, or what to know of it. Never a secret. */
  remark: string | null;
}

type Plan = Outcome & { record: AccountRecord; account: AccountProfile | null };

const AT_ONCE = 500;
const HASHED_AT_ONCE = 4;
const MOST_TRIES = 3;

class AccountIsGone extends Error {}

/**
 * Brings accounts and authenticator apps along. What is there already is left alone, so an import that was
 * interrupted is simply run again.
 */
export class ImportService {
  constructor(
    private readonly needs: Ground & {
      transfer: AccountTransferService;
      authenticatorApp: AuthenticatorAppService;
      primaryFactors: PrimaryFactorsService;
      hasher: PasswordHasher;
    },
  ) {}

  /** An outcome for each entry; some hundred of them are one transaction. */
  async *run(acting: Acting, entries: AsyncIterable<Entry>, options: ImportOptions): AsyncGenerator<Outcome> {
    const seen = new Set<string>();
    let records: AccountRecord[] = [];
    for await (const entry of entries) {
      const checked = check(entry, seen);
      if ('result' in checked) {
        yield checked;
        continue;
      }
      records.push(checked);
      if (records.length < AT_ONCE) continue;
      yield* await this.importSome(acting, records, options);
      records = [];
    }
    if (records.length > 0) yield* await this.importSome(acting, records, options);
  }

  private async importSome(
    acting: Acting,
    records: readonly AccountRecord[],
    options: ImportOptions,
  ): Promise<Outcome[]> {
    const hashed = options.dryRun ? records : await this.hashPasswords(acting, records, options);
    for (let tries = 1; ; tries++) {
      const plans = await this.plan(hashed, options);
      try {
        if (!options.dryRun) {
          await this.needs.guard.transaction(acting, (tx) => this.carryOut(tx, acting, plans));
        }
        return plans.map(({ line, login, result, remark }) => ({ line, login, result, remark }));
      } catch (error) {
        // Somebody made or deleted one of these accounts, or set up its app, since it was looked up.
        if (!(isDuplicate(error) || error instanceof AccountIsGone) || tries === MOST_TRIES) throw error;
      }
    }
  }

  private async plan(records: readonly AccountRecord[], options: ImportOptions): Promise<Plan[]> {
    const known = await this.needs.transfer.byLoginKeys(records.map(({ loginKey }) => loginKey));
    const apps = await this.needs.authenticatorApp.listMany([...known.values()].map(({ id }) => id));
    const opened = new Map(apps.map((app) => [app.accountId, this.needs.authenticatorApp.openedOf(app)]));
    return records.map((record) => {
      const account = known.get(record.loginKey) ?? null;
      const found = account && (opened.get(account.id) ?? null);
      return {
        ...decide(record, account, found, options),
        line: record.line,
        login: record.login,
        record,
        account,
      };
    });
  }

  private async carryOut(tx: EntityManager, acting: Acting, plans: readonly Plan[]): Promise<void> {
    const actor = actorOf(acting);
    const toCreate = plans.filter(({ result }) => result === 'created').map(({ record }) => record);
    const toAttach = plans.filter(({ result }) => result === 'attached');
    const locked = await lockAccounts(
      tx,
      toAttach.flatMap(({ account }) => account?.id ?? []),
    );
    const newcomers = toCreate.map((record) => this.toNewcomer(record));
    const created = newcomers.length === 0 ? [] : await this.needs.transfer.insert(tx, newcomers);
    const apps = created.flatMap(({ id }, index) => {
      const app = toCreate[index]?.app;
      return app == null ? [] : [{ accountId: id, ...app }];
    });
    for (const { account, record } of toAttach) {
      if (!account || record.app === null) continue;
      const now = locked.get(account.id);
      if (!now) throw new AccountIsGone();
      await this.needs.primaryFactors.added(tx, now, this.needs.authenticatorApp);
      apps.push({ accountId: account.id, ...record.app });
    }
    if (apps.length > 0) await this.needs.authenticatorApp.insertImported(tx, apps);
    for (const [index, { id }] of created.entries()) {
      const contact = toCreate[index]?.contact;
      if (contact) await insertFirstContact(tx, id, contact, contact.isInvitedThere);
    }
    const events = [
      ...created.map((account): AuditEntry => ({
        action: 'account.imported',
        actor,
        account,
        details: { role: account.role, authenticatorApp: account.primaryFactors !== 0 },
      })),
      ...created.flatMap((account, index) => toConfirm(toCreate[index]?.contact, actor, account)),
      ...toAttach.flatMap(({ account }): AuditEntry[] =>
        account ? [{ action: 'authenticator_app.imported', actor, account }] : [],
      ),
    ];
    if (events.length > 0) await this.needs.audit.recordMany(tx, events);
  }

  private toNewcomer({ app, passwordHash, ...record }: AccountRecord): NewcomerAccount {
    return {
      login: record.login,
      loginKey: record.loginKey,
      displayName: record.displayName,
      role: record.role,
      disabled: record.disabled,
      requireTwoFactor: record.requireTwoFactor,
      passwordHash,
      passwordState: record.passwordState,
      passwordCost: passwordHash === null ? null : this.needs.hasher.costOf(passwordHash),
      primaryFactors: app === null ? 0 : this.needs.authenticatorApp.primaryBit,
    };
  }

  private async hashPasswords(
    acting: Acting,
    given: readonly AccountRecord[],
    { passwordsByLink = false }: ImportOptions,
  ): Promise<AccountRecord[]> {
    const records = passwordsByLink ? await this.withUnknownPasswords(acting, given) : given;
    const hashed: AccountRecord[] = [];
    for (let start = 0; start < records.length; start += HASHED_AT_ONCE) {
      const some = records.slice(start, start + HASHED_AT_ONCE);
      hashed.push(...(await Promise.all(some.map((record) => this.hashPassword(record)))));
    }
    return hashed;
  }

  /** As of NewAccountsService, of a random value that nobody knows; one hash will do for all of them. */
  private async withUnknownPasswords(
    acting: Acting,
    records: readonly AccountRecord[],
  ): Promise<AccountRecord[]> {
    const passwordHash = await this.needs.hasher.hashFor(requesterOf(actorOf(acting)), randomSecret());
    return records.map((record) =>
      record.passwordHash === null && record.password === null
        ? { ...record, passwordHash, passwordState: 'NONE' as const }
        : record,
    );
  }

  private async hashPassword(record: AccountRecord): Promise<AccountRecord> {
    if (record.password === null) return record;
    const passwordHash = await this.needs.hasher.hashFor(null, record.password);
    return { ...record, password: null, passwordHash, passwordState: 'GIVEN' };
  }
}

/** The event by which an address that no link was mailed to is asked whether it is right. */
function toConfirm(
  contact: RecordContact | null | undefined,
  actor: Actor,
  account: AccountProfile,
): AuditEntry[] {
  if (contact?.email == null || contact.isInvitedThere) return [];
  return [{ action: 'account.contact_requested', actor, account, details: { email: contact.email } }];
}

function check(entry: Entry, seen: Set<string>): AccountRecord | Outcome {
  const refused = (login: unknown, remark: string): Outcome => ({
    line: entry.line,
    login: typeof login === 'string' && login !== '' ? login : null,
    result: 'refused',
    remark,
  });
  if ('problem' in entry) return refused(null, entry.problem);
  try {
    const record = checkRecord(entry);
    if (seen.has(record.loginKey)) return refused(record.login, 'This login stands in the file before.');
    seen.add(record.loginKey);
    return record;
  } catch (error) {
    if (error instanceof Refusal) return refused(entry.fields['login'], error.message);
    throw error;
  }
}

function decide(
  record: AccountRecord,
  account: AccountProfile | null,
  found: ImportedApp | null,
  { createAccounts }: ImportOptions,
): Pick<Outcome, 'result' | 'remark'> {
  if (!account) {
    if (!createAccounts) return { result: 'refused', remark: 'There is no such account.' };
    const cannotSignIn = record.passwordHash === null && record.password === null;
    return {
      result: 'created',
      remark: record.warning ?? (cannotSignIn ? 'It has no password here.' : null),
    };
  }
  if (record.app === null || (found !== null && isSame(record.app, found))) {
    return { result: 'unchanged', remark: null };
  }
  if (found !== null) return { result: 'refused', remark: 'Another authenticator app is set up.' };
  return { result: 'attached', remark: record.warning };
}

const isSame = (one: ImportedApp, other: ImportedApp): boolean =>
  one.secret === other.secret &&
  one.algorithm === other.algorithm &&
  one.digits === other.digits &&
  one.period === other.period;
