import type { FindOptionsOrder, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

interface Window<Row> {
  skip: number;
  take: number;
  order: FindOptionsOrder<Row>;
}

type Query<Row extends ObjectLiteral> = SelectQueryBuilder<Row>;

// SQLite sorts so many in a few milliseconds, in which its process does nothing else.
const MOST_SORTED = 5000;
const FEW = 1000;
/** A tenth of a table is met at every tenth step. */
const MUCH = 10;

/** One page of a list, and how many rows there are. */
export async function readList<Row extends ObjectLiteral & { id: string }>(
  query: Query<Row>,
  window: Window<Row>,
  count: () => Promise<number>,
): Promise<{ items: Row[]; total: number }> {
  if (query.dataSource.options.type === 'mysql') {
    const [items, total] = await Promise.all([readPage(query, window), count()]);
    return { items, total };
  }
  const total = await count();
  return { items: await readPage(query, window, total), total };
}

/**
 * The rows of one page. Past the first, their ids are looked up before the rows themselves: OFFSET walks over all it
 * skips, which an index alone does ten times as fast as an index that leads to rows.
 */
export async function readPage<Row extends ObjectLiteral & { id: string }>(
  query: Query<Row>,
  { skip, take, order }: Window<Row>,
  /** How many match, where the database is to be kept from sorting them all. */
  total = 0,
): Promise<Row[]> {
  const { alias } = query;
  const isMysql = query.dataSource.options.type === 'mysql';
  const direct = skip === 0 ? query.clone().setFindOptions({ order }).limit(take) : undefined;
  const isWide = total > FEW && query.expressionMap.wheres.length > 0;
  const index = isWide
    ? await indexToWalk(direct ?? idsOf(query, { skip, take, order }), order, total)
    : undefined;
  if (direct && isMysql && index !== undefined) direct.useIndex(index);
  if (direct && (isMysql || index === undefined)) return direct.getMany();
  const found = idsOf(query, { skip, take, order });
  const [sql, values] = found.getQueryAndParameters();
  const walking = index === undefined ? sql : sql.replace(` "${alias}" `, `$&INDEXED BY ${index} `);
  const ids = (await query.dataSource.query<{ id: string }[]>(walking, values)).map(({ id }) => id);
  if (ids.length === 0) return [];
  // Whatever else was asked of them has just been found true, and would be looked up for each once more.
  const rows = await query.clone().where(`${alias}.id IN (:...ids)`, { ids }).getMany();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}

function idsOf<Row extends ObjectLiteral>(query: Query<Row>, { skip, take, order }: Window<Row>): Query<Row> {
  const { alias } = query;
  const found = query.clone().select(`${alias}.id`, 'id').offset(skip).limit(take);
  for (const [column, direction] of Object.entries(order)) {
    found.addOrderBy(`${alias}.${column}`, direction as 'ASC' | 'DESC');
  }
  return found;
}

/**
 * SQLite takes an index for a condition wherever there is one, and then sorts all that meet it, however few are asked
 * for; so does MariaDB, where a thousand are. Where those are many, or much of the table, it is told to walk along this
 * index until the page is full.
 */
async function indexToWalk<Row extends ObjectLiteral>(
  query: Query<Row>,
  order: FindOptionsOrder<Row>,
  total: number,
): Promise<string | undefined> {
  const { tableName, indices } = query.expressionMap.findAliasByName(query.alias).metadata;
  const [first] = Object.keys(order);
  const index =
    first === 'id'
      ? `sqlite_autoindex_${tableName}_1`
      : indices.find(({ columns }) => columns[0]?.propertyName === first)?.name;
  if (query.dataSource.options.type === 'mysql') return total > MOST_SORTED ? index : undefined;
  return (await sortsMany(query, tableName, total)) ? index : undefined;
}

async function sortsMany<Row extends ObjectLiteral>(
  query: Query<Row>,
  tableName: string,
  total: number,
): Promise<boolean> {
  const { dataSource } = query;
  const [sql, values] = query.getQueryAndParameters();
  const plan = await dataSource.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, values);
  if (!plan.some(({ detail }) => detail === 'USE TEMP B-TREE FOR ORDER BY')) return false;
  const [last] = await dataSource.query<[{ n: number }]>(`SELECT MAX(rowid) AS n FROM ${tableName}`);
  return total > MOST_SORTED || MUCH * total > last.n;
}
