import type { Ground } from '../../accounts/ground.js';
import { commonSkew } from '../../factors/authenticator-app/clock-skew.js';
import { schemaState, type SchemaState } from '../../platform/database/migration-history.js';
import { KeyCheck } from '../../platform/encryption/key-check.entity.js';
import { countSealedWith } from '../../platform/encryption/key-checks.js';
import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { SealedColumn } from '../../platform/encryption/key-use.js';
import { RELEASE } from '../../platform/release.js';

/** Seconds of a time step of authenticator apps. */
const STEP = 30;

export interface About {
  version: string;
  license: string;
  commit: string | null;
  node: string;
  startedAt: number;
  now: number;
  processes: number;
  explorer: boolean;
  database: SchemaState & { product: string; version: string; writable: boolean };
  keys: { currentSince: number | null; older: number; sealedByOlder: number };
  clockSkewSeconds: number | null;
}

/** What runs here, and how its parts are: what a report of a bug needs. No secret, no name and no address is in it. */
export class AboutService {
  private readonly startedAt: number;

  constructor(
    private readonly needs: Pick<Ground, 'database' | 'clock'> & {
      keys: KeyRing;
      sealed: readonly SealedColumn[];
      /** What was given at the start. */
      run: { commit: string | undefined; workers: number; graphqlExplorer: boolean };
    },
  ) {
    this.startedAt = needs.clock.now();
  }

  async current(): Promise<About> {
    const { database, clock, run } = this.needs;
    const [schema, product, writable, keys, skew] = await Promise.all([
      schemaState(database.dataSource),
      this.product(),
      database.keepsWrites(),
      this.keys(),
      commonSkew(database, clock),
    ]);
    return {
      ...RELEASE,
      commit: run.commit ?? null,
      node: process.versions.node,
      startedAt: this.startedAt,
      now: clock.now(),
      processes: run.workers,
      explorer: run.graphqlExplorer,
      database: { ...schema, ...product, writable },
      keys,
      clockSkewSeconds: skew === null ? null : skew.steps * STEP,
    };
  }

  private async product(): Promise<{ product: string; version: string }> {
    const { database } = this.needs;
    const row = await database.row<{ version: string }>(
      database.isMysql ? 'SELECT VERSION() AS version' : 'SELECT sqlite_version() AS version',
      [],
    );
    const version = row?.version ?? 'unknown';
    if (!database.isMysql) return { product: 'SQLite', version };
    // "11.4.2-MariaDB-1:11.4.2+maria~ubu2404"
    const isMariadb = /mariadb/i.test(version);
    return { product: isMariadb ? 'MariaDB' : 'MySQL', version: version.split('-')[0] ?? version };
  }

  private async keys(): Promise<About['keys']> {
    const { database, keys, sealed } = this.needs;
    const known = await database.manager.find(KeyCheck);
    const older = known.filter(({ keyId }) => keyId !== keys.currentKeyId);
    let sealedByOlder = 0;
    for (const { keyId } of older) sealedByOlder += await countSealedWith(database, sealed, keyId);
    const current = known.find(({ keyId }) => keyId === keys.currentKeyId);
    return { currentSince: current?.createdAt ?? null, older: older.length, sealedByOlder };
  }
}
