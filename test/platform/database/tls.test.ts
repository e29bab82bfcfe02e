import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMysql } from '../../../server/administration/import-export/foreign-database.js';
import { openDatabase } from '../../../server/app/data-source.js';
import { selfSigned } from '../../support/certificate.js';
import { isMysql } from '../../support/database.js';
import { hasMariadb, type Mariadb, startMariadb } from '../../support/mariadb.js';
import { programFolder } from '../../support/programs.js';

describe.runIf(isMysql && hasMariadb())('with DATABASE_CA', () => {
  let [encrypting, misnamed, plain]: Mariadb[] = [];
  let [ca, ofElsewhere] = ['', ''];
  beforeAll(async () => {
    const folders = [programFolder('certificate'), programFolder('certificate')] as const;
    const own = selfSigned(folders[0]);
    const elsewhere = selfSigned(folders[1], 'DNS:elsewhere.example');
    [ca, ofElsewhere] = [readFileSync(own.certificate, 'utf8'), readFileSync(elsewhere.certificate, 'utf8')];
    [encrypting, misnamed, plain] = await Promise.all([
      startMariadb({ tls: own }),
      startMariadb({ tls: elsewhere }),
      startMariadb(),
    ]);
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  afterAll(async () => {
    await encrypting!.remove();
    await misnamed!.remove();
    await plain!.remove();
  });

  const open = ({ url }: Mariadb, trusted = ca) =>
    openDatabase({ url: url.replace('127.0.0.1', 'localhost'), poolSize: 2, ca: trusted });

  test('the connection is encrypted', async () => {
    const database = await open(encrypting!);
    const [status] = await database.dataSource.query<{ Value: string }[]>("SHOW STATUS LIKE 'Ssl_cipher'");
    expect(status!.Value).toMatch(/^TLS_/);
    await database.close();
  });

  test('a certificate that nobody vouches for is refused', async () => {
    await expect(open(misnamed!)).rejects.toThrow('self-signed certificate');
  });

  test('a certificate for another name is refused', async () => {
    await expect(open(misnamed!, ofElsewhere)).rejects.toThrow('altnames');
  });

  test('a server that does not encrypt is refused', async () => {
    await expect(open(plain!)).rejects.toThrow('secure connection');
  });

  test('the same holds of a database that an import reads', async () => {
    const read = ({ url }: Mariadb, trusted = ca) =>
      openMysql(url.replace('127.0.0.1', 'localhost'), { ca: trusted });
    const database = await read(encrypting!);
    const [status] = await database.rows("SHOW STATUS LIKE 'Ssl_cipher'");
    expect(status!['Value']).toMatch(/^TLS_/);
    await database.close();
    await expect(read(misnamed!)).rejects.toThrow('self-signed certificate');
    await expect(read(misnamed!, ofElsewhere)).rejects.toThrow('altnames');
    await expect(read(plain!)).rejects.toThrow('secure connection');
  });
});
