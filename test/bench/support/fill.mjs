/** Rows by the million: made by the database itself, from the numbers 1 to `count`. */
export async function fill(database, table, count, columns) {
  const names = Object.keys(columns).join(', ');
  const values = Object.values(columns).join(', ');
  if (!database.isMysql) {
    await database.dataSource.query(
      `WITH RECURSIVE numbers(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM numbers WHERE seq < ${count})
        INSERT INTO ${table} (${names}) SELECT ${values} FROM numbers`,
    );
    return;
  }
  const runner = database.dataSource.createQueryRunner();
  // Into an empty table MariaDB then sorts the indexes instead of inserting into them.
  await runner.query('SET SESSION unique_checks = 0, foreign_key_checks = 0');
  await runner.query(`INSERT INTO ${table} (${names}) SELECT ${values} FROM seq_1_to_${count}`);
  await runner.query('SET SESSION unique_checks = 1, foreign_key_checks = 1');
  await runner.query(`ANALYZE TABLE ${table}`);
  await runner.release();
}

/** The search terms of all accounts, whose logins have an `@` and whose names are two words. */
export async function fillSearchTerms(database) {
  const terms = [
    'loginKey',
    "SUBSTR(loginKey, INSTR(loginKey, '@') + 1)",
    'nameKey',
    "SUBSTR(nameKey, INSTR(nameKey, ' ') + 1)",
  ];
  await database.dataSource.query(
    `INSERT INTO account_search_terms (accountId, term)
      ${terms.map((term) => `SELECT id, ${term} FROM accounts`).join(' UNION ALL ')}`,
  );
  await database.dataSource.query(`ANALYZE ${database.isMysql ? 'TABLE account_search_terms' : ''}`);
}

/** An id made of `seq`, in the order of time as those of the service. */
export const idOf = (database, kind) =>
  database.isMysql
    ? `CONCAT('0190000${kind}-0000-7000-8000-', LPAD(HEX(seq), 12, '0'))`
    : `printf('0190000${kind}-0000-7000-8000-%012x', seq)`;

/** A hash made of `seq`, in no order. */
export const hashOf = (database) =>
  database.isMysql
    ? 'SHA2(seq, 256)'
    : `printf('%016x%016x%016x%016x', seq * 2654435761 % 4294967296, seq, seq * 40503, seq)`;

export const text = (database, before) =>
  database.isMysql ? `CONCAT('${before}', seq)` : `'${before}' || seq`;
