import type { EntityManager } from 'typeorm';
import { networksColumn, networksIn } from '../../accounts/allowed-networks.js';
import type { Ground } from '../../accounts/ground.js';
import { normaliseName } from '../../accounts/login.js';
import type { Action } from '../../events/audit/actions.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import { refuseUnlessExpected } from '../../platform/expected.js';
import { newId } from '../../platform/ids.js';
import { BoundedCount } from '../../platform/paging/bounded-count.js';
import { type Page, toFindOptions } from '../../platform/paging/page.js';
import { readList } from '../../platform/paging/read-page.js';
import { Refusal } from '../../platform/refusal.js';
import { oneLine } from '../../platform/text.js';
import { lockServiceAccount } from './machine-now.js';
import { permissionsColumn, permissionsIn, refuseMoreThanOwn } from './service-permissions.js';
import { ServiceAccount } from './service-account.entity.js';

/** As clients see and change it. */
export interface ServiceAccountFields {
  name: string;
  permissions: readonly string[];
  allowedNetworks: readonly string[];
  disabled: boolean;
}
export type NewServiceAccount = Pick<ServiceAccountFields, 'name' | 'permissions'> &
  Partial<Pick<ServiceAccountFields, 'allowedNetworks'>>;

const LONGEST_NAME = 64;
// Ids are in the order of time, and an index already.
const SORTABLE = { name: 'nameKey', createdAt: 'id' } as const;

/** Programs that act by themselves. */
export class ServiceAccountsService {
  private readonly count: BoundedCount;

  constructor(private readonly needs: Ground) {
    this.count = new BoundedCount(needs.clock);
  }

  /** By name unless sorted otherwise. */
  async page(page: Page): Promise<{ items: ServiceAccount[]; total: number }> {
    const window = toFindOptions<ServiceAccount>(page, SORTABLE, { by: 'name', order: 'ASC' }, 'nameKey');
    const query = this.needs.database.manager.createQueryBuilder(ServiceAccount, 'one');
    return readList(query, window, () => this.count.of(query, {}));
  }

  async find(id: string): Promise<ServiceAccount | null> {
    return this.needs.database.manager.findOneBy(ServiceAccount, { id });
  }

  async findByName(name: string): Promise<ServiceAccount | null> {
    return this.needs.database.manager.findOneBy(ServiceAccount, { nameKey: normaliseName(name) });
  }

  /** Throws BAD_USER_INPUT, CONFLICT where another has its name, FORBIDDEN for what whoever creates it may not do. */
  async create(acting: Acting, given: NewServiceAccount): Promise<ServiceAccount> {
    const createdAt = this.needs.clock.now();
    const account: ServiceAccount = {
      id: newId(createdAt),
      ...nameColumns(given.name),
      permissions: permissionsColumn(given.permissions),
      allowedNetworks: networksColumn(given.allowedNetworks ?? []),
      createdAt,
      createdBy: actorOf(acting).login ?? '',
      disabledAt: null,
    };
    await this.needs.guard.transaction(acting, async (tx) => {
      refuseMoreThanOwn(acting, permissionsIn(account.permissions));
      await refusingTakenNames(() => tx.insert(ServiceAccount, account));
      const { permissions, allowedNetworks } = fieldsOf(account);
      const details = { permissions, ...(allowedNetworks.length > 0 && { allowedNetworks }) };
      await this.record(tx, acting, 'service_account.created', account, details);
    });
    return account;
  }

  /** Throws NOT_FOUND, and as `create`; CONFLICT also where something is not as `expected` any more. */
  async update(
    acting: Acting,
    id: string,
    changes: Partial<ServiceAccountFields>,
    expected: Partial<ServiceAccountFields> = {},
  ): Promise<ServiceAccount> {
    const wanted = canonical(changes);
    return this.needs.guard.transaction(acting, async (tx) => {
      const account = await locked(tx, id);
      const before = fieldsOf(account);
      refuseUnlessExpected(before, canonical(expected), wanted);
      const given = (wanted.permissions ?? []).filter((one) => !before.permissions.includes(one));
      refuseMoreThanOwn(acting, given);
      const { name = before.name, permissions = before.permissions } = wanted;
      const { allowedNetworks = before.allowedNetworks, disabled = before.disabled } = wanted;
      const after: ServiceAccount = {
        ...account,
        ...nameColumns(name),
        permissions: permissionsColumn(permissions),
        allowedNetworks: networksColumn(allowedNetworks),
        disabledAt: disabled ? (account.disabledAt ?? this.needs.clock.now()) : null,
      };
      const details = differences(before, fieldsOf(after));
      if (Object.keys(details).length === 0) return account;
      const { id: _id, ...columns } = after;
      await refusingTakenNames(() => tx.update(ServiceAccount, { id }, columns));
      await this.record(tx, acting, 'service_account.updated', after, details);
      return after;
    });
  }

  /** Its tokens end with it. Throws NOT_FOUND. */
  async delete(acting: Acting, id: string): Promise<void> {
    await this.needs.guard.transaction(acting, async (tx) => {
      const account = await locked(tx, id);
      await tx.delete(ServiceAccount, { id });
      await this.record(tx, acting, 'service_account.deleted', account, {});
    });
  }

  private async record(
    tx: EntityManager,
    acting: Acting,
    action: Action,
    { id, name }: ServiceAccount,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.needs.audit.record(tx, {
      action,
      actor: actorOf(acting),
      account: { id: null, login: null },
      details: { serviceAccountId: id, serviceAccount: name, ...details },
    });
  }
}

/** As it is under its lock. Throws NOT_FOUND. */
export async function locked(tx: EntityManager, id: string): Promise<ServiceAccount> {
  const account = (await lockServiceAccount(tx, id)) ? await tx.findOneBy(ServiceAccount, { id }) : null;
  if (!account) throw new Refusal('NOT_FOUND', 'No such service account.');
  return account;
}

export const fieldsOf = ({ name, permissions, allowedNetworks, disabledAt }: ServiceAccount) => ({
  name,
  permissions: permissionsIn(permissions),
  allowedNetworks: networksIn(allowedNetworks),
  disabled: disabledAt !== null,
});

type Fields = ReturnType<typeof fieldsOf>;

/** As it would be kept, so that it can be compared. Throws BAD_USER_INPUT. */
function canonical({ name, permissions, allowedNetworks, disabled }: Partial<ServiceAccountFields>) {
  return {
    ...(name !== undefined && { name: nameColumns(name).name }),
    ...(permissions && { permissions: permissionsIn(permissionsColumn(permissions)) }),
    ...(allowedNetworks && { allowedNetworks: networksIn(networksColumn(allowedNetworks)) }),
    ...(disabled !== undefined && { disabled }),
  } satisfies Partial<Fields>;
}

function differences(before: Fields, after: Fields): Record<string, unknown> {
  const names = Object.keys(before) as (keyof Fields)[];
  const changed = names.filter((name) => String(before[name]) !== String(after[name]));
  return Object.fromEntries(changed.map((name) => [name, { from: before[name], to: after[name] }]));
}

/** Throws BAD_USER_INPUT. */
function nameColumns(given: string): Pick<ServiceAccount, 'name' | 'nameKey'> {
  const name = oneLine(given, 'name', LONGEST_NAME);
  const nameKey = normaliseName(name);
  if (nameKey.length <= LONGEST_NAME) return { name, nameKey };
  const message = `name must not be longer than ${LONGEST_NAME} characters.`;
  throw new Refusal('BAD_USER_INPUT', message, { field: 'name' });
}

async function refusingTakenNames<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new Refusal('CONFLICT', 'Another service account has this name.', { field: 'name' });
  }
}
