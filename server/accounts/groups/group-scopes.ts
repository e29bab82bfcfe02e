import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Database } from '../../platform/database/database.js';
import type { AccountScope, AccountScopes } from '../../platform/paging/account-scope.js';
import { Group } from './group.entity.js';

// So many are looked up in what is theirs; of more, each row of a list is asked whether it is one's.
const FEW = 1000;

const COUNT_ROWS =
  'SELECT COUNT(*) AS n FROM (SELECT 1 FROM group_members WHERE groupId = ? LIMIT ?) counted';
const COUNT_DOMAIN = 'SELECT COUNT(*) AS n FROM (SELECT 1 FROM accounts WHERE domainKey = ? LIMIT ?) counted';

/** How many are in a group, counted to `most`. */
export async function countMembers(
  database: Database,
  group: Pick<Group, 'id' | 'domainKey'>,
  most: number,
): Promise<number> {
  const [sql, value] = group.domainKey === null ? [COUNT_ROWS, group.id] : [COUNT_DOMAIN, group.domainKey];
  return Number((await database.row<{ n: number | string }>(sql, [value, most]))?.n);
}

/** Which accounts are in a group, for statements of lists. */
export class GroupScopes implements AccountScopes {
  constructor(private readonly database: Database) {}

  /** `few`: so many are looked up, where the list would otherwise have to be read to its end. */
  async ofGroup(groupId: string, few = FEW): Promise<GroupScope> {
    const group = await this.database.manager.findOneBy(Group, { id: groupId });
    if (!group) return new GroupScope(null, true);
    const counted = await countMembers(this.database, group, few + 1);
    return new GroupScope(placeOf(group), counted <= few);
  }
}

/** Where it is written who is in a group. */
interface Place {
  isDomain: boolean;
  value: string;
}

const placeOf = ({ id, domainKey }: Group): Place =>
  domainKey === null ? { isDomain: false, value: id } : { isDomain: true, value: domainKey };

export class GroupScope implements AccountScope {
  constructor(
    /** Null: there is no such group, and nobody is in it. */
    private readonly place: Place | null,
    readonly isSmall: boolean,
  ) {}

  narrow<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, column: string): void {
    if (!this.place) {
      query.andWhere('1 = 0');
      return;
    }
    const { isDomain, value } = this.place;
    const [from, is, member] = isDomain
      ? ['accounts s', 's.domainKey = :group', 's.id']
      : ['group_members s', 's.groupId = :group', 's.accountId'];
    // Not by EXISTS, for which MariaDB may read all members first.
    query.andWhere(
      this.isSmall
        ? `${column} IN (SELECT ${member} FROM ${from} WHERE ${is})`
        : `(SELECT COUNT(*) FROM ${from} WHERE ${member} = ${column} AND ${is}) > 0`,
      { group: value },
    );
  }

  /** The same for a query of accounts, which have a domain themselves. */
  narrowAccounts<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, alias: string): void {
    if (this.place?.isDomain) query.andWhere(`${alias}.domainKey = :group`, { group: this.place.value });
    else this.narrow(query, `${alias}.id`);
  }

  /** The group whose rows in `group_members` are its members, in the order of their logins; null: there are none such. */
  get rowsOf(): string | null {
    return this.place && !this.place.isDomain ? this.place.value : null;
  }
}
