import type { TestServer } from './server.js';

/** Every row of every table, as text; but for columns that note when something was last seen. */
export async function tablesOf(server: TestServer): Promise<Map<string, string[]>> {
  const { database, services } = server.app;
  await services.laterWrites.settle();
  const tables = new Map<string, string[]>();
  for (const { tableName } of database.dataSource.entityMetadatas) {
    const rows = await database.dataSource.query<Record<string, unknown>[]>(`SELECT * FROM ${tableName}`);
    tables.set(
      tableName,
      rows.map(({ lastUsedAt: _used, lastSeenAt: _seen, ...row }) => JSON.stringify(row)).sort(),
    );
  }
  return tables;
}
