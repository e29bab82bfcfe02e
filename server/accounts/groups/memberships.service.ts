import type { EntityManager } from 'typeorm';
import type { AuditEntry } from '../../events/audit/audit.service.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { rowsWhereIn, type Value } from '../../platform/database/prepared.js';
import { Refusal } from '../../platform/refusal.js';
import { type BulkOutcome, eachAccount } from '../each-account.js';
import type { Ground } from '../ground.js';
import type { Group } from './group.entity.js';
import type { MemberSource } from './group-member.entity.js';
import { inOrder } from './group-names.js';
import { directoryValue, MOST_GROUPS } from './group-rules.js';
import { type GroupsService, noSuchGroup } from './groups.service.js';
import { MEMBER_ROW } from './member-rows.js';

type Member = Pick<AccountProfile, 'id' | 'login' | 'loginKey'>;

/** A group that an account is in. */
export interface GroupOfAccount extends Pick<Group, 'id' | 'name' | 'kind' | 'source'> {
  accountId: string;
  createdAt: number | string;
}

const COLUMNS = 'g.id, g.name, g.kind, g.source, g.createdAt';
const BY_ROW = `SELECT m.accountId AS accountId, ${COLUMNS} FROM group_members m
  INNER JOIN account_groups g ON g.id = m.groupId WHERE m.accountId IN`;
const BY_DOMAIN = `SELECT a.id AS accountId, ${COLUMNS} FROM accounts a
  INNER JOIN account_groups g ON g.domainKey = a.domainKey WHERE a.id IN`;
const BY_ROLE = `SELECT r.accountId AS accountId, ${COLUMNS} FROM role_groups r
  INNER JOIN account_groups g ON g.id = r.groupId WHERE r.accountId IN`;
// Only while it is there: the count of rows says so.
const ADD = `INSERT INTO group_members (accountId, groupId, loginKey, source, createdAt)
  SELECT ?, g.id, ?, ?, ? FROM account_groups g WHERE g.id = ?`;
const IS_IN = 'SELECT COUNT(*) AS n FROM group_members WHERE accountId = ? AND groupId = ?';
const HOW_MANY = 'SELECT COUNT(*) AS n FROM group_members WHERE accountId = ?';
const REMOVE = `DELETE FROM group_members WHERE accountId = ? AND groupId = ?`;
const FED = `SELECT g.id AS id, g.name AS name FROM group_members m
  INNER JOIN account_groups g ON g.id = m.groupId WHERE m.accountId = ? AND g.directoryKey IS NOT NULL`;
const FEEDING = 'SELECT g.id AS id, g.name AS name FROM account_groups g WHERE g.directoryKey IN';

const THE_DIRECTORY: Actor = { id: null, login: 'the directory', ipAddress: null };

/** Who is in which group. */
export class MembershipsService {
  constructor(private readonly needs: Ground & { groups: GroupsService }) {}

  /** The groups that these accounts are in, by name. */
  async ofAccounts(accountIds: readonly string[], tx?: EntityManager): Promise<GroupOfAccount[]> {
    const found = [
      ...(await this.read(BY_ROW, accountIds, tx)),
      ...(await this.read(BY_DOMAIN, accountIds, tx)),
    ];
    return byName(found);
  }

  /** The groups whose accounts these accounts administer where they are scoped, by name. */
  async administeredBy(accountIds: readonly string[]): Promise<GroupOfAccount[]> {
    return byName(await this.read(BY_ROLE, accountIds));
  }

  private read(sql: string, accountIds: readonly string[], tx?: EntityManager): Promise<GroupOfAccount[]> {
    const { database } = this.needs;
    return rowsWhereIn(
      (text, values: readonly Value[]) => database.rows<GroupOfAccount>(text, values, tx),
      sql,
      accountIds,
    );
  }

  /** The same, of the groups that may be seen. */
  async seenOf(acting: Acting, accountIds: readonly string[]): Promise<GroupOfAccount[]> {
    const [found, seen] = await Promise.all([this.ofAccounts(accountIds), this.needs.groups.seenBy(acting)]);
    return seen === null ? found : found.filter(({ id }) => seen.has(id));
  }

  /** The names alone, for applications. */
  async namesOf(accountId: string): Promise<string[]> {
    return (await this.ofAccounts([accountId])).map(({ name }) => name);
  }

  /** Throws BAD_USER_INPUT, NOT_FOUND, or CONFLICT for a group that takes no members by hand. */
  async add(acting: Acting, groupId: string, accountIds: readonly string[]): Promise<BulkOutcome[]> {
    const group = await this.manual(groupId);
    return eachAccount(accountIds, (id) => this.addOne(acting, group, id));
  }

  /** Nothing happens to an account that is not in it. Throws as `add`. */
  async remove(acting: Acting, groupId: string, accountIds: readonly string[]): Promise<BulkOutcome[]> {
    const group = await this.manual(groupId);
    return eachAccount(accountIds, (id) => this.removeOne(acting, group, id));
  }

  /** Of an import: these accounts are new, or locked, and in none of these groups yet. */
  async insertImported(
    tx: EntityManager,
    actor: Actor,
    members: readonly { account: Member; groups: readonly Pick<Group, 'id' | 'name'>[] }[],
  ): Promise<void> {
    const added = members.flatMap(({ account, groups }) => groups.map((group) => ({ account, group })));
    await this.insert(tx, actor, added, 'IMPORT');
  }

  /**
   * What the directory says of an account, which the caller has locked: it is in the groups of these values, and in no
   * others that a directory feeds.
   */
  async followDirectory(tx: EntityManager, account: Member, values: readonly string[]): Promise<void> {
    const keys = [...new Set(values.map(directoryValue))];
    const { database, audit } = this.needs;
    type Fed = Pick<Group, 'id' | 'name'>;
    const read = (sql: string, asked: readonly Value[]) => database.rows<Fed>(sql, asked, tx);
    const before = await read(FED, [account.id]);
    const wanted = (await rowsWhereIn(read, FEEDING, keys)).slice(0, MOST_GROUPS);
    const isAmong = (groups: readonly Fed[]) => (one: Fed) => groups.some(({ id }) => id === one.id);
    const gone = before.filter((one) => !isAmong(wanted)(one));
    for (const group of gone) await database.changed(REMOVE, [account.id, group.id], tx);
    await audit.recordMany(
      tx,
      gone.map((group) => memberEvent('group.member_removed', THE_DIRECTORY, account, group, 'DIRECTORY')),
    );
    const added = wanted.filter((one) => !isAmong(before)(one)).map((group) => ({ account, group }));
    await this.insert(tx, THE_DIRECTORY, added, 'DIRECTORY');
  }

  private async manual(groupId: string): Promise<Group> {
    const group = await this.needs.groups.find(groupId);
    if (!group) throw noSuchGroup();
    if (group.kind === 'MANUAL') return group;
    const who = group.kind === 'DOMAIN' ? 'The domain of their logins decides' : 'The directory decides';
    throw new Refusal('CONFLICT', `${who} who is in this group.`);
  }

  private async addOne(acting: Acting, group: Group, accountId: string): Promise<void> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      const { database, clock, audit } = this.needs;
      if ((await countOf(database.row(IS_IN, [accountId, group.id], tx))) > 0) return;
      if ((await countOf(database.row(HOW_MANY, [accountId], tx))) >= MOST_GROUPS) throw tooMany();
      const values = [accountId, account.loginKey, 'HAND', clock.now(), group.id];
      if ((await database.changed(ADD, values, tx)) !== 1) throw noSuchGroup();
      await audit.record(tx, memberEvent('group.member_added', actorOf(acting), account, group, 'HAND'));
    });
  }

  private async removeOne(acting: Acting, group: Group, accountId: string): Promise<void> {
    await this.needs.guard.on(acting, accountId, async (tx, account) => {
      if ((await this.needs.database.changed(REMOVE, [accountId, group.id], tx)) !== 1) return;
      const event = memberEvent('group.member_removed', actorOf(acting), account, group, 'HAND');
      await this.needs.audit.record(tx, event);
    });
  }

  private async insert(
    tx: EntityManager,
    actor: Actor,
    added: readonly { account: Member; group: Pick<Group, 'id' | 'name'> }[],
    source: MemberSource,
  ): Promise<void> {
    const createdAt = this.needs.clock.now();
    await MEMBER_ROW.allInto(
      tx,
      added.map(({ account, group }) => ({
        accountId: account.id,
        groupId: group.id,
        loginKey: account.loginKey,
        source,
        createdAt,
      })),
    );
    await this.needs.audit.recordMany(
      tx,
      added.map(({ account, group }) => memberEvent('group.member_added', actor, account, group, source)),
    );
  }
}

const byName = (groups: readonly GroupOfAccount[]): GroupOfAccount[] =>
  groups.toSorted((one, other) => inOrder(one.name, other.name));

const memberEvent = (
  action: 'group.member_added' | 'group.member_removed',
  actor: Actor,
  { id, login }: Member,
  group: Pick<Group, 'id' | 'name'>,
  source: MemberSource,
): AuditEntry => ({
  action,
  actor,
  account: { id, login },
  details: { groupId: group.id, group: group.name, ...(source !== 'HAND' && { by: source.toLowerCase() }) },
});

const countOf = async (counted: Promise<{ n: number | string } | undefined>): Promise<number> =>
  Number((await counted)?.n);

const tooMany = (): Refusal =>
  new Refusal('CONFLICT', `An account can be in ${MOST_GROUPS} groups, not counting its domain.`);
