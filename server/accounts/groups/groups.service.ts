import { type EntityManager, In, type SelectQueryBuilder } from 'typeorm';
import type { Action } from '../../events/audit/actions.js';
import { type Acting, actorOf, isSession } from '../../platform/acting/guard.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import { refuseUnlessExpected } from '../../platform/expected.js';
import { newId } from '../../platform/ids.js';
import { BoundedCount } from '../../platform/paging/bounded-count.js';
import { type Page, toFindOptions } from '../../platform/paging/page.js';
import { readList } from '../../platform/paging/read-page.js';
import { Refusal } from '../../platform/refusal.js';
import type { Ground } from '../ground.js';
import { normaliseName } from '../login.js';
import { groupsAdministered, type Read } from '../roles/authority.js';
import { Group, type GroupKind } from './group.entity.js';
import { countMembers } from './group-scopes.js';
import { nameColumns, sourceColumns } from './group-rules.js';

export interface NewGroup {
  name: string;
  kind: GroupKind;
  source?: string | null;
}

export interface GroupFilter {
  /** The beginning of the name, without regard to case. */
  search?: string;
  kind?: GroupKind;
}

// Ids are in the order of time, and an index already.
const SORTABLE = { name: 'nameKey', createdAt: 'id' } as const;
const LAST_CHARACTER = '\u{10FFFF}';
// Members of a group are counted so far.
const MOST_COUNTED = 10_000;

/** The groups that there are. */
export class GroupsService {
  private readonly count: BoundedCount;

  constructor(private readonly needs: Ground) {
    this.count = new BoundedCount(needs.clock);
  }

  /** Those whose accounts an acting session may see; null: all. */
  async seenBy(acting: Acting): Promise<ReadonlySet<string> | null> {
    if (!isSession(acting) || !acting.account.isScoped) return null;
    const read: Read = (sql, values) => this.needs.database.rows(sql, values);
    return new Set(await groupsAdministered(read, acting.account.id));
  }

  /** Those that may be seen, by name unless sorted otherwise. */
  async page(acting: Acting, filter: GroupFilter, page: Page): Promise<{ items: Group[]; total: number }> {
    const seen = await this.seenBy(acting);
    const window = toFindOptions<Group>(page, SORTABLE, { by: 'name', order: 'ASC' }, 'nameKey');
    const query = this.filtered(filter);
    if (seen !== null) query.andWhere({ id: In([...seen]) });
    const known = { ...filter, ...(seen !== null && { seen: [...seen] }) };
    return readList(query, window, () => this.count.of(query, known));
  }

  async find(id: string): Promise<Group | null> {
    return this.needs.database.manager.findOneBy(Group, { id });
  }

  /** Null where there is none that may be seen. */
  async findSeen(acting: Acting, id: string): Promise<Group | null> {
    const seen = await this.seenBy(acting);
    return seen === null || seen.has(id) ? this.find(id) : null;
  }

  /** By their names, without regard to case. */
  async named(names: readonly string[], tx?: EntityManager): Promise<Map<string, Group>> {
    const keys = [...new Set(names.map(normaliseName))];
    const groups =
      keys.length === 0 ? [] : await (tx ?? this.needs.database.manager).findBy(Group, { nameKey: In(keys) });
    return new Map(groups.map((group) => [group.nameKey, group]));
  }

  /** How many accounts are in each of these groups, counted up to 10,000. */
  async memberCounts(ids: readonly string[]): Promise<Map<string, number>> {
    const { manager } = this.needs.database;
    const groups = await manager.findBy(Group, { id: In(ids) });
    const counts = await Promise.all(
      groups.map(async (group) => {
        const upTo = (most = MOST_COUNTED) => countMembers(this.needs.database, group, most);
        return [group.id, await this.count.upTo({ members: group.id }, upTo)] as const;
      }),
    );
    return new Map(counts);
  }

  /** Throws BAD_USER_INPUT, or CONFLICT where another group has that name or source. */
  async create(acting: Acting, given: NewGroup): Promise<Group> {
    const group = this.newGroup(given);
    await this.needs.guard.transaction(acting, (tx) => this.insert(tx, acting, [group]));
    return group;
  }

  /** Those of an import, which has checked their names. */
  newGroup({ name, kind, source = null }: NewGroup): Group {
    const createdAt = this.needs.clock.now();
    return { id: newId(createdAt), ...nameColumns(name), ...sourceColumns(kind, source), createdAt };
  }

  async insert(tx: EntityManager, acting: Acting, groups: readonly Group[]): Promise<void> {
    await refusingDuplicates(() => tx.insert(Group, [...groups]));
    for (const group of groups) {
      const { kind, source } = group;
      await this.record(tx, acting, 'group.created', group, { kind, ...(source !== null && { source }) });
    }
  }

  /** Throws NOT_FOUND, BAD_USER_INPUT and CONFLICT, also where the name is not as `expected` any more. */
  async rename(acting: Acting, id: string, name: string, expected?: string | null): Promise<Group> {
    const wanted = nameColumns(name);
    return this.needs.guard.transaction(acting, async (tx) => {
      const before = await this.byId(id, tx);
      refuseUnlessExpected<Pick<Group, 'name'>>(
        { name: before.name },
        expected == null ? {} : { name: expected },
        { name: wanted.name },
      );
      if (before.name === wanted.name) return before;
      const { affected } = await refusingDuplicates(() =>
        tx.update(Group, { id, name: before.name }, wanted),
      );
      if (affected !== 1) {
        throw new Refusal('CONFLICT', 'Others are changing this group at this moment. Try again.');
      }
      const after = { ...before, ...wanted };
      await this.record(tx, acting, 'group.updated', after, { name: { from: before.name, to: after.name } });
      return after;
    });
  }

  /** Its members are no members any more, and stay as they are otherwise. Throws NOT_FOUND. */
  async delete(acting: Acting, id: string): Promise<void> {
    await this.needs.guard.transaction(acting, async (tx) => {
      const group = await this.byId(id, tx);
      const { affected } = await tx.delete(Group, { id });
      if (affected !== 1) throw noSuchGroup();
      await this.record(tx, acting, 'group.deleted', group, { kind: group.kind });
    });
  }

  private async byId(id: string, tx: EntityManager): Promise<Group> {
    const group = await tx.findOneBy(Group, { id });
    if (!group) throw noSuchGroup();
    return group;
  }

  private filtered({ search, kind }: GroupFilter): SelectQueryBuilder<Group> {
    const query = this.needs.database.manager.createQueryBuilder(Group, 'one');
    const from = normaliseName(search ?? '').trim();
    if (from !== '') {
      query.andWhere('one.nameKey >= :from AND one.nameKey < :to', { from, to: from + LAST_CHARACTER });
    }
    if (kind !== undefined) query.andWhere({ kind });
    return query;
  }

  private async record(
    tx: EntityManager,
    acting: Acting,
    action: Action,
    { id, name }: Group,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.needs.audit.record(tx, {
      action,
      actor: actorOf(acting),
      account: { id: null, login: null },
      details: { groupId: id, group: name, ...details },
    });
  }
}

export const noSuchGroup = (): Refusal => new Refusal('NOT_FOUND', 'No such group.');

async function refusingDuplicates<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Refusal('CONFLICT', 'Another group has this name, domain or value.', { field: 'name' });
  }
}
