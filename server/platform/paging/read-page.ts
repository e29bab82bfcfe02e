import type { FindOptionsOrder, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * The rows of one page. Past the first, their ids are looked up before the rows themselves: OFFSET walks over all it
 * skips, which an index alone does ten times as fast as an index that leads to rows.
 */
export async function readPage<Row extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<Row>,
  { skip, take, order }: { skip: number; take: number; order: FindOptionsOrder<Row> },
): Promise<Row[]> {
  if (skip === 0) return query.clone().setFindOptions({ order }).limit(take).getMany();
  const { alias } = query;
  const found = query.clone().select(`${alias}.id`, 'id').offset(skip).limit(take);
  for (const [column, direction] of Object.entries(order)) {
    found.addOrderBy(`${alias}.${column}`, direction as 'ASC' | 'DESC');
  }
  const ids = (await found.getRawMany<{ id: string }>()).map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await query.clone().andWhere(`${alias}.id IN (:...ids)`, { ids }).getMany();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}
