import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { CHANNELS } from './recorded-statements.js';

export interface Sent {
  sql: string;
  values: unknown[];
}

/** The SELECTs that this process sends while `work` runs. */
export async function selectsOf(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const hear = (fact: unknown): void => {
    const { query, sql = query, values = [] } = fact as { query?: string; sql?: string; values?: unknown[] };
    if (sql !== undefined && /^\s*SELECT\b/.test(sql)) sent.push({ sql, values });
  };
  for (const channel of CHANNELS) subscribe(channel, hear);
  await work();
  for (const channel of CHANNELS) unsubscribe(channel, hear);
  return sent;
}

/** Counts the rows that statements make MySQL or MariaDB read from tables and indexes, by sending them once more. */
export async function rowCounter(databaseUrl: string) {
  const connection = await createConnection({ uri: databaseUrl });
  const read = async (): Promise<number> => {
    const [rows] = await connection.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return rows
      .filter(({ Variable_name: name }) => !/rnd_deleted|retry/.test(String(name)))
      .reduce((sum, row) => sum + Number(row['Value']), 0);
  };
  return {
    async of({ sql, values }: Sent): Promise<number> {
      // To ask for them is counted as well.
      const first = await read();
      const before = await read();
      await connection.execute(sql, values as never[]);
      return (await read()) - before - (before - first);
    },
    close: () => connection.end(),
  };
}
