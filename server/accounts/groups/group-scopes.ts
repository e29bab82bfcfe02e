import { In, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { type Acting, isSession } from '../../platform/acting/guard.js';
import type { Database } from '../../platform/database/database.js';
import type { AccountScope, AccountScopes } from '../../platform/paging/account-scope.js';
import { marks } from '../../platform/database/prepared.js';
import { Account } from '../account.entity.js';
import { Group } from './group.entity.js';

// So many are looked up in what is theirs; of more, each row of a list is asked whether it is one's.
const FEW = 1000;

const ADMINISTERED = `SELECT g.id AS id, g.domainKey AS domainKey FROM role_groups r
  INNER JOIN account_groups g ON g.id = r.groupId WHERE r.accountId = ? ORDER BY g.id`;

type Place = Pick<Group, 'id' | 'domainKey'>;

/** Where it is written who is in a group: by which values, and of which column of which table. */
const KINDS = {
  rows: {
    of: ({ id, domainKey }: Place) => (domainKey === null ? [id] : []),
    from: 'group_members',
    member: 'accountId',
    by: 'groupId',
    count: (ids: readonly string[]) =>
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM group_members WHERE groupId IN ${marks(ids)} LIMIT ?) counted`,
  },
  domains: {
    of: ({ domainKey }: Place) => (domainKey === null ? [] : [domainKey]),
    from: 'accounts',
    member: 'id',
    by: 'domainKey',
    count: (domains: readonly string[]) =>
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM accounts WHERE domainKey IN ${marks(domains)} LIMIT ?) counted`,
  },
};
type Kind = keyof typeof KINDS;

/** How many are in a group, counted to `most`. */
export async function countMembers(database: Database, group: Place, most: number): Promise<number> {
  const { of, count } = group.domainKey === null ? KINDS.rows : KINDS.domains;
  const values = of(group);
  return Number((await database.row<{ n: number | string }>(count(values), [...values, most]))?.n);
}

/** Which accounts are in a group, or in those of a role, for statements of lists. */
export class GroupScopes implements AccountScopes {
  constructor(private readonly database: Database) {}

  /** `few`: so many are looked up, where the list would otherwise have to be read to its end. */
  async ofGroup(groupId: string, few = FEW): Promise<GroupScope> {
    const group = await this.database.manager.findOneBy(Group, { id: groupId });
    return this.scope('one', group ? [group] : [], few);
  }

  async seenBy(acting: Acting): Promise<GroupScope | Everybody> {
    if (!isSession(acting) || !acting.account.isScoped) return EVERYBODY;
    return this.scope('seen', await this.database.rows<Place>(ADMINISTERED, [acting.account.id]), FEW);
  }

  private async scope(name: string, places: readonly Place[], few: number): Promise<GroupScope> {
    const counts = await Promise.all(
      Object.values(KINDS).map(async ({ of, count }) => {
        const values = places.flatMap(of);
        if (values.length === 0) return 0;
        const found = await this.database.row<{ n: number | string }>(count(values), [...values, few + 1]);
        return Number(found?.n);
      }),
    );
    return new GroupScope(this.database, name, places, counts.reduce((sum, n) => sum + n, 0) <= few);
  }
}

export class Everybody implements AccountScope {
  readonly key = undefined;
  readonly groups = undefined;
  narrow(): void {
    // There is nothing to leave out.
  }
  narrowAccounts(): void {
    this.narrow();
  }
  among(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(ids));
  }
}
export const EVERYBODY = new Everybody();

/** The accounts that are in any of some groups; nobody, where there is none. */
export class GroupScope implements AccountScope {
  readonly key: string;
  readonly groups: ReadonlySet<string>;
  private readonly values: Readonly<Record<Kind, readonly string[]>>;

  constructor(
    private readonly database: Database,
    /** Of its parameters, so that a statement can be narrowed twice. */
    private readonly name: string,
    places: readonly Place[],
    readonly isSmall: boolean,
  ) {
    this.values = { rows: places.flatMap(KINDS.rows.of), domains: places.flatMap(KINDS.domains.of) };
    this.groups = new Set(places.map(({ id }) => id));
    this.key = [name, ...this.groups].join(' ');
  }

  narrow<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, column: string): void {
    const kinds = this.kinds();
    const found = ({ from, member, is }: (typeof kinds)[number]) =>
      `SELECT s.${member} AS accountId FROM ${from} s WHERE ${is}`;
    // Not by EXISTS, for which MariaDB may read all members first.
    const isOne = ({ from, member, is }: (typeof kinds)[number]) =>
      `(SELECT COUNT(*) FROM ${from} s WHERE s.${member} = ${column} AND ${is}) > 0`;
    if (kinds.length === 0) query.andWhere('1 = 0');
    else if (!this.isSmall) query.andWhere(`(${kinds.map(isOne).join(' OR ')})`);
    else if (kinds.length === 1) query.andWhere(`${column} IN (${kinds.map(found).join('')})`);
    // Looked up once and joined: MariaDB would ask either of two subqueries for each row.
    else {
      const members = `members_${this.name}`;
      const either = kinds.map(found).join(' UNION ');
      query.innerJoin(`(${either})`, members, `${members}.accountId = ${column}`);
    }
    for (const { parameter, values } of kinds) query.setParameter(parameter, values);
  }

  /** The same for a query of accounts, which have a domain themselves. */
  narrowAccounts<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, alias: string): void {
    const [domains, ...others] = this.kinds();
    if (domains?.from !== 'accounts' || others.length > 0) this.narrow(query, `${alias}.id`);
    else {
      query.andWhere(`${alias}.domainKey IN (:...${domains.parameter})`, {
        [domains.parameter]: domains.values,
      });
    }
  }

  async among(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const query = this.database.manager.createQueryBuilder(Account, 'account').where({ id: In(ids) });
    this.narrowAccounts(query, 'account');
    return new Set((await query.getMany()).map(({ id }) => id));
  }

  /** The group whose rows in `group_members` are its members, in the order of their logins; null: there are none such. */
  get rowsOf(): string | null {
    return this.values.rows[0] ?? null;
  }

  private kinds() {
    return (['rows', 'domains'] as const)
      .filter((kind) => this.values[kind].length > 0)
      .map((kind) => {
        const { from, member, by } = KINDS[kind];
        const parameter = `${this.name}_${kind}`;
        return { from, member, parameter, values: this.values[kind], is: `s.${by} IN (:...${parameter})` };
      });
  }
}
