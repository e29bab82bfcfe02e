import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { newId } from '../ids.js';
import type { KeyRing } from './key-ring.js';
import { randomSecret } from './secrets.js';
import { DataKey } from './data-key.entity.js';
import type { SealedColumn } from './key-use.js';

interface MacKey {
  name: string;
  key: Buffer;
}

/**
 * Keys that authenticate what is kept for years. They are random and only sealed by SECRET_KEY, so rotating that
 * means sealing these anew, not all that they have signed. The latest signs, all of them verify.
 */
export class DataKeys {
  private keys: MacKey[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ring: KeyRing,
  ) {}

  /** Once, before anything is signed; makes the first key of a new database. */
  async load(): Promise<void> {
    if (!(await this.database.manager.exists(DataKey))) await this.add();
    await this.reload();
  }

  /** From now on this process signs with a new key; others do when they are started again. */
  async add(): Promise<void> {
    const id = newId(this.clock.now());
    await this.database.manager.insert(DataKey, {
      id,
      sealedKey: this.ring.seal(randomSecret(), sealContext(id)),
      createdAt: this.clock.now(),
    });
    await this.reload();
  }

  /** HMAC-SHA-256 (RFC 2104), with the name of its key. */
  mac(content: string): string {
    const [latest] = this.keys;
    if (!latest) throw new Error('The data keys were not loaded');
    return macWith(latest, content);
  }

  /** False for other content, and for a MAC by a key that is not ours. */
  verify(content: string, mac: string): boolean {
    const named = this.keys.find(({ name }) => mac.startsWith(`${name}.`));
    if (!named) return false;
    const expected = Buffer.from(macWith(named, content));
    const given = Buffer.from(mac);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  private async reload(): Promise<void> {
    const rows = await this.database.manager.find(DataKey, { order: { createdAt: 'DESC', id: 'DESC' } });
    this.keys = rows.map(({ id, sealedKey }) => {
      const key = Buffer.from(this.ring.open(sealedKey, sealContext(id)), 'base64url');
      return { name: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
    });
  }
}

const macWith = ({ name, key }: MacKey, content: string): string =>
  `${name}.${createHmac('sha256', key).update(content).digest('base64url')}`;

const sealContext = (id: string): string => `data-key:${id}`;

export const sealedDataKeys: SealedColumn = {
  entity: DataKey,
  id: 'id',
  column: 'sealedKey',
  context: sealContext,
};
