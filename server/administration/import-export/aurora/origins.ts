import { scryptSync } from 'node:crypto';
import { In, MoreThan } from 'typeorm';
import type { Database } from '../../../platform/database/database.js';
import { sha256 } from '../../../platform/encryption/secrets.js';
import { keysetPages } from '../../../platform/paging/keyset.js';
import { ImportOrigin } from './import-origin.entity.js';
import type { SuiteUser } from './suite-user.js';

/** What a change of makes people be looked at again, though nothing of them changed there. */
const READER = 1;
const AT_ONCE = 500;

/** Names the installation of this key, so that dumps and databases of it are one source. */
export const sourceOf = (key: string): string =>
  scryptSync(key, 'latchkey import source', 32).toString('hex');

/** Of a TOTP secret in Base32; it has 80 bits or more, and so cannot be guessed. */
export const appDigestOf = (secret: string): string =>
  sha256(`import app ${secret.replaceAll(/[\s=-]/g, '').toUpperCase()}`);

/** Of what is imported, as it is kept there; when somebody was last there changes nothing. */
export function digestOf(user: SuiteUser, options: readonly unknown[]): string {
  const { id: _id, devices, ...rest } = user;
  const stable = devices.map(({ lastUsedAt: _lastUsedAt, ...device }) => device);
  return sha256(JSON.stringify([READER, options, rest, stable]));
}

/** What is remembered of people of one installation. */
export class Origins {
  constructor(
    private readonly database: Database,
    private readonly source: string,
  ) {}

  /** Who somebody is there: by the UUID, which stays as it is from version 8 to 9. */
  idOf({ uuid, id }: Pick<SuiteUser, 'uuid' | 'id'>): string {
    return sha256(`${this.source} ${uuid === '' ? id : uuid.toLowerCase()}`);
  }

  /** By their ids (see idOf). */
  async of(users: readonly SuiteUser[]): Promise<Map<string, ImportOrigin>> {
    const ids = users.map((user) => this.idOf(user));
    const found = await this.database.manager.findBy(ImportOrigin, { id: In(ids) });
    return new Map(found.map((origin) => [origin.id, origin]));
  }

  /** By the ids of accounts, the ids of whoever became these (see idOf). */
  async ofAccounts(accountIds: readonly string[]): Promise<Map<string, string>> {
    const found = await this.database.manager.findBy(ImportOrigin, {
      source: this.source,
      accountId: In(accountIds),
    });
    return new Map(found.map(({ accountId, id }) => [accountId, id]));
  }

  async save(origins: readonly Omit<ImportOrigin, 'source'>[]): Promise<void> {
    if (origins.length === 0) return;
    const rows = origins.map((origin) => ({ ...origin, source: this.source }));
    await this.database.transaction((tx) => tx.upsert(ImportOrigin, rows, ['id']));
  }

  /** All that were ever brought along, some hundred at a time. */
  all(): AsyncGenerator<readonly ImportOrigin[]> {
    const { source } = this;
    return keysetPages((last) =>
      this.database.manager.find(ImportOrigin, {
        where: { source, ...(last && { foreignId: MoreThan(last.foreignId) }) },
        order: { foreignId: 'ASC' },
        take: AT_ONCE,
      }),
    );
  }
}
