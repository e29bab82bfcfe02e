import type { EntityManager } from 'typeorm';
import type { AccountTransferService, NewcomerAccount } from '../../accounts/account-transfer.service.js';
import type { GroupsService } from '../../accounts/groups/groups.service.js';
import { type PasswordHasher, requesterOf } from '../../accounts/password-hasher.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import { lockAccounts } from '../../accounts/account-lock.js';
import { credentialHashOf } from '../../factors/security-keys/imported-key.js';
import { Refusal } from '../../platform/refusal.js';
import type { AccountParts } from './account-parts.js';
import { type AccountRecord, checkRecord, type Entry } from './account-record.js';
import { eventsOfAttached, eventsOfNew, type Newcomer } from './import-events.js';
import {
  type Decision,
  decide,
  type Owners,
  type Part,
  type Parts,
  partsOf,
  refusedAbove,
} from './import-plan.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { insertFirstContacts } from '../../accounts/contacts/first-contact.js';
import { randomSecret } from '../../platform/encryption/secrets.js';
import type { Ground } from '../../accounts/ground.js';

export interface ImportOptions {
  /**
   * Says what would happen, and changes nothing. Of a security key that two accounts far apart in a file bring, nothing
   * is known before one of them has it.
   */
  dryRun: boolean;
  /** Whether records of unknown logins become accounts. */
  createAccounts: boolean;
  /** Whether groups that there are not are created; otherwise who is to be in one is refused. */
  createGroups?: boolean;
  /** Whether people without a password choose one by a link, rather than have one on another server. */
  passwordsByLink?: boolean;
  /** Whether what is so of most is said of all together: that they have no password here, or a short TOTP secret. */
  isSummedUp?: boolean;
}

export interface Outcome {
  line: number;
  /** Null for a record that has none. */
  login: string | null;
  /** `attached`: an account that exists got what it had not. */
  result: Decision['result'];
  /** What came to the account, or would. */
  parts: Part[];
  /** Why it is refused, or what to know of it. Never a secret. */
  remark: string | null;
}

type Plan = Omit<Outcome, 'parts'> & Decision & { record: AccountRecord; account: AccountProfile | null };

const AT_ONCE = 500;
const HASHED_AT_ONCE = 4;
const MOST_TRIES = 3;

class AccountIsGone extends Error {}

/**
 * Brings accounts along, and what proves who they are. What is there already is left alone, so an import that was
 * interrupted is simply run again.
 */
export class ImportService {
  constructor(
    private readonly needs: Ground & {
      transfer: AccountTransferService;
      parts: AccountParts;
      groups: GroupsService;
      hasher: PasswordHasher;
    },
  ) {}

  /** An outcome for each entry; some hundred of them are one transaction. */
  async *run(acting: Acting, entries: AsyncIterable<Entry>, options: ImportOptions): AsyncGenerator<Outcome> {
    const seen = new Set<string>();
    let records: AccountRecord[] = [];
    for await (const entry of entries) {
      const checked = await check(entry, seen, this.needs.clock.now());
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
      const known = await this.needs.transfer.byLoginKeys(hashed.map(({ loginKey }) => loginKey));
      const plans = await this.plan(acting, hashed, known, options);
      try {
        const done = options.dryRun
          ? plans
          : await this.needs.guard.transaction(acting, (tx) => this.carryOut(tx, acting, plans, options));
        return done.map(({ line, login, result, parts, remark }) => ({
          line,
          login,
          result,
          parts: partsOf(parts),
          remark,
        }));
      } catch (error) {
        // Somebody made or deleted one of these accounts since it was looked up.
        if (!(isDuplicate(error) || error instanceof AccountIsGone) || tries === MOST_TRIES) throw error;
      }
    }
  }

  /** `claimed` are security keys that other records bring. */
  private async plan(
    acting: Acting,
    given: readonly AccountRecord[],
    known: ReadonlyMap<string, AccountProfile>,
    options: ImportOptions,
    { tx, claimed = new Map<string, string>() }: { tx?: EntityManager; claimed?: Owners } = {},
  ): Promise<Plan[]> {
    const { allowUsedDevices } = await this.needs.settings.current(tx);
    // With the list off nothing is collected for it.
    const records = allowUsedDevices ? given : given.map((record) => ({ ...record, devices: [] }));
    const existing = await this.needs.parts.existing(
      [...known.values()].map(({ id }) => id),
      tx,
    );
    const groups = await this.needs.groups.named(
      records.flatMap((record) => record.groups),
      tx,
    );
    const kinds = new Map([...groups].map(([key, { kind }]) => [key, kind]));
    const hashes = records.flatMap(({ securityKeys }) => securityKeys.map(credentialHashOf));
    const owners = new Map([...claimed, ...(await this.needs.parts.owners(hashes, tx))]);
    return records.map((record) => {
      const account = known.get(record.loginKey) ?? null;
      const decision =
        refusedAbove(acting, record, account) ??
        decide(record, account, options, owners, account ? existing.get(account.id) : undefined, kinds);
      return { ...decision, line: record.line, login: record.login, record, account };
    });
  }

  /** What was planned, but for accounts that are there: what these lack is looked at again under their locks. */
  private async carryOut(
    tx: EntityManager,
    acting: Acting,
    planned: readonly Plan[],
    options: ImportOptions,
  ): Promise<Plan[]> {
    const toAttach = planned.filter(({ result }) => result === 'attached');
    const ids = toAttach.flatMap(({ account }) => account?.id ?? []);
    const locked = await lockAccounts(tx, ids);
    const toCreate = planned.filter(({ result }) => result === 'created');
    const again = await this.plan(
      acting,
      toAttach.map(({ record }) => record),
      new Map([...locked.values()].map((account) => [account.loginKey, account])),
      options,
      { tx, claimed: keysOf(toCreate) },
    );
    // Deleted, or called otherwise.
    if (again.some(({ account }) => account === null)) throw new AccountIsGone();
    const created = await this.create(tx, toCreate);
    const attached = again.flatMap(({ result, account, parts }) =>
      result === 'attached' && account ? [{ account, parts }] : [],
    );
    for (const { account, parts } of attached) await this.needs.parts.follow(tx, account, parts);
    await this.needs.parts.insert(
      tx,
      [...created, ...attached].map(({ account, parts }) => ({ accountId: account.id, ...parts })),
    );
    await this.needs.parts.joinGroups(tx, acting, [...created, ...attached]);
    const actor = actorOf(acting);
    const events = [
      ...created.flatMap((one) => eventsOfNew(actor, one)),
      ...attached.flatMap(({ account, parts }) => eventsOfAttached(actor, account, parts)),
    ];
    if (events.length > 0) await this.needs.audit.recordMany(tx, events);
    const decided = new Map(again.map((plan) => [plan.record.loginKey, plan]));
    return planned.map((plan) => decided.get(plan.record.loginKey) ?? plan);
  }

  private async create(tx: EntityManager, plans: readonly Plan[]): Promise<Newcomer[]> {
    if (plans.length === 0) return [];
    const accounts = await this.needs.transfer.insert(
      tx,
      plans.map(({ record, parts }) => this.toNewcomer(record, parts)),
    );
    const created = accounts.flatMap((account, index) => {
      const plan = plans[index];
      return plan ? [{ account, parts: plan.parts, contact: plan.record.contact }] : [];
    });
    await insertFirstContacts(
      tx,
      created.flatMap(({ account, contact }) => (contact ? [{ accountId: account.id, ...contact }] : [])),
    );
    return created;
  }

  private toNewcomer({ passwordHash, ...record }: AccountRecord, parts: Parts): NewcomerAccount {
    return {
      login: record.login,
      loginKey: record.loginKey,
      displayName: record.displayName,
      role: record.role,
      disabled: record.disabled,
      requireTwoFactor: record.requireTwoFactor,
      allowedNetworks: record.allowedNetworks,
      passwordHash,
      passwordState: record.passwordState,
      passwordCost: passwordHash === null ? null : this.needs.hasher.costOf(passwordHash),
      primaryFactors: this.needs.parts.primaryBits(parts),
      backupCodesLeft: parts.backupCodes.length || null,
      recommendationDismissed: parts.recommendationDismissed,
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

const keysOf = (plans: readonly Plan[]): Owners =>
  new Map(
    plans.flatMap(({ record, parts }) =>
      parts.securityKeys.map((key): [string, string] => [credentialHashOf(key), record.loginKey]),
    ),
  );

async function check(entry: Entry, seen: Set<string>, now: number): Promise<AccountRecord | Outcome> {
  const refused = (login: unknown, remark: string): Outcome => ({
    line: entry.line,
    login: typeof login === 'string' && login !== '' ? login : null,
    result: 'refused',
    parts: [],
    remark,
  });
  if ('problem' in entry) return refused(entry.login, entry.problem);
  try {
    const record = await checkRecord(entry, now);
    if (seen.has(record.loginKey)) return refused(record.login, 'This login stands in the file before.');
    seen.add(record.loginKey);
    return record;
  } catch (error) {
    if (error instanceof Refusal) return refused(entry.fields['login'], error.message);
    throw error;
  }
}
