import { type EntityManager, In } from 'typeorm';
import type { Action } from '../../events/audit/actions.js';
import type { Ground } from '../../accounts/ground.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import { randomSecret, sha256 } from '../../platform/encryption/secrets.js';
import { refuseUnlessExpected } from '../../platform/expected.js';
import { newId } from '../../platform/ids.js';
import { BoundedCount } from '../../platform/paging/bounded-count.js';
import { type Page, toFindOptions } from '../../platform/paging/page.js';
import { readList } from '../../platform/paging/read-page.js';
import { Refusal } from '../../platform/refusal.js';
import { Application } from './application.entity.js';
import { ApplicationHost } from './application-host.entity.js';
import { type ApplicationSettings, checked, DEFAULTS, settingsOf } from './application-rules.js';

export type NewApplication = Pick<Application, 'kind' | 'name'> & Partial<ApplicationSettings>;

/** An application, and its secret, for the once that it is shown; null: it has none. */
export interface WithSecret {
  application: Application;
  secret: string | null;
}

// Ids are in the order of time, and an index already.
const SORTABLE = { name: 'name', createdAt: 'id' } as const;

const NO_SECRET = { secretHash: null, secretCreatedAt: null };
const NO_OLD_SECRET = { oldSecretHash: null, oldSecretCreatedAt: null };

/** The programs that people sign in to here. */
export class ApplicationsService {
  private readonly count: BoundedCount;
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly needs: Ground & { publicUrl: string }) {
    this.count = new BoundedCount(needs.clock);
  }

  /** Called whenever an application has been changed by this server. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** By name unless sorted otherwise. */
  async page(page: Page): Promise<{ items: Application[]; total: number }> {
    const window = toFindOptions<Application>(page, SORTABLE, { by: 'name', order: 'ASC' }, 'id');
    const query = this.needs.database.manager.createQueryBuilder(Application, 'application');
    return readList(query, window, () => this.count.of(query, {}));
  }

  async all(): Promise<Application[]> {
    return this.needs.database.manager.find(Application, { order: { name: 'ASC', id: 'ASC' } });
  }

  async any(): Promise<boolean> {
    return this.needs.database.manager.exists(Application);
  }

  async find(id: string): Promise<Application | null> {
    return this.needs.database.manager.findOneBy(Application, { id });
  }

  async findMany(ids: readonly string[]): Promise<Application[]> {
    return this.needs.database.manager.findBy(Application, { id: In(ids) });
  }

  async findByClientId(clientId: string): Promise<Application | null> {
    return this.needs.database.manager.findOneBy(Application, { clientId });
  }

  /** Whether any may introspect tokens, and is not switched off. */
  async anyIntrospects(): Promise<boolean> {
    return this.needs.database.manager.existsBy(Application, { mayIntrospect: true, enabled: true });
  }

  async hostsOf(ids: readonly string[], tx?: EntityManager): Promise<ApplicationHost[]> {
    return (tx ?? this.needs.database.manager).find(ApplicationHost, {
      where: { applicationId: In(ids) },
      order: { host: 'ASC' },
    });
  }

  /** Throws BAD_USER_INPUT, or CONFLICT where another application has that client id or host. */
  async create(acting: Acting, { kind, ...given }: NewApplication): Promise<WithSecret> {
    const createdAt = this.needs.clock.now();
    const id = newId(createdAt);
    const clientId = kind === 'OIDC' ? (given.clientId ?? id) : (given.clientId ?? null);
    const { hosts, ...settings } = this.checked(kind, { ...DEFAULTS, ...given, clientId });
    const secret = kind === 'OIDC' && settings.tokenEndpointAuthMethod !== 'NONE' ? randomSecret() : null;
    const application: Application = {
      id,
      kind,
      ...settings,
      ...(secret === null ? NO_SECRET : { secretHash: sha256(secret), secretCreatedAt: createdAt }),
      ...NO_OLD_SECRET,
      version: 0,
      createdAt,
    };
    await this.needs.guard.transaction(acting, async (tx) => {
      await refusingDuplicates('clientId', () => tx.insert(Application, application));
      await this.setHosts(tx, id, hosts);
      await this.record(tx, acting, 'application.created', application, {
        kind,
        clientId,
        ...(hosts.length > 0 && { hosts }),
      });
    });
    return { application, secret };
  }

  /**
   * Changes what is given. Throws NOT_FOUND, BAD_USER_INPUT and CONFLICT, also when others change it at this moment, or
   * when something is not as `expected` any more.
   */
  async update(
    acting: Acting,
    id: string,
    patch: Partial<ApplicationSettings>,
    expected: Partial<ApplicationSettings> = {},
  ): Promise<Application> {
    return this.needs.guard.transaction(acting, async (tx) => {
      const before = await this.byId(id, tx);
      const hostsBefore = (await this.hostsOf([id], tx)).map(({ host }) => host);
      const seen = { ...before, hosts: hostsBefore };
      const wanted = this.checked(before.kind, { ...seen, ...patch });
      refuseUnlessExpected<ApplicationSettings>(seen, expected, namedIn(patch, wanted));
      const { hosts, ...settings } = wanted;
      const values = {
        ...settingsOf(settings),
        ...(settings.tokenEndpointAuthMethod === 'NONE' && { ...NO_SECRET, ...NO_OLD_SECRET }),
      };
      await refusingDuplicates('clientId', () => this.change(tx, before, values));
      if (patch.hosts !== undefined) await this.setHosts(tx, id, hosts);
      const after = await this.byId(id, tx);
      const changes = changesBetween(seen, { ...after, hosts });
      if (Object.keys(changes).length > 0) {
        await this.record(tx, acting, 'application.updated', after, changes);
      }
      return after;
    });
  }

  /**
   * Gives it a new secret. The one before works on until it is dropped, and the one before that no more. Throws
   * NOT_FOUND, or CONFLICT for an application that has none.
   */
  async rotateSecret(acting: Acting, id: string): Promise<WithSecret> {
    const secret = randomSecret();
    const application = await this.needs.guard.transaction(acting, async (tx) => {
      const before = await this.byId(id, tx);
      if (before.kind !== 'OIDC' || before.tokenEndpointAuthMethod === 'NONE') {
        throw new Refusal('CONFLICT', 'This application has no secret.');
      }
      await this.change(tx, before, {
        secretHash: sha256(secret),
        secretCreatedAt: this.needs.clock.now(),
        oldSecretHash: before.secretHash,
        oldSecretCreatedAt: before.secretCreatedAt,
      });
      await this.record(tx, acting, 'application.secret_rotated', before);
      return this.byId(id, tx);
    });
    return { application, secret };
  }

  /** The secret before the current one is refused from now on. Throws NOT_FOUND, or CONFLICT without one. */
  async dropOldSecret(acting: Acting, id: string): Promise<Application> {
    return this.needs.guard.transaction(acting, async (tx) => {
      const before = await this.byId(id, tx);
      if (before.oldSecretHash === null) throw new Refusal('CONFLICT', 'There is no old secret.');
      await this.change(tx, before, NO_OLD_SECRET);
      await this.record(tx, acting, 'application.old_secret_dropped', before);
      return this.byId(id, tx);
    });
  }

  /** Whatever was given to it ends with it. Throws NOT_FOUND. */
  async delete(acting: Acting, id: string): Promise<void> {
    await this.needs.guard.transaction(acting, async (tx) => {
      const application = await this.byId(id, tx);
      const { affected } = await tx.delete(Application, { id });
      if (affected !== 1) throw notFound();
      await this.record(tx, acting, 'application.deleted', application);
    });
  }

  private checked(kind: Application['kind'], settings: ApplicationSettings): ApplicationSettings {
    return checked(kind, settings, new URL(this.needs.publicUrl).host);
  }

  private async byId(id: string, tx: EntityManager): Promise<Application> {
    const application = await tx.findOneBy(Application, { id });
    if (!application) throw notFound();
    return application;
  }

  /** As long as it is what it was when it was read. */
  private async change(
    tx: EntityManager,
    { id, version }: Application,
    values: Partial<Application>,
  ): Promise<void> {
    const { affected } = await tx.update(Application, { id, version }, { ...values, version: version + 1 });
    if (affected !== 1) {
      throw new Refusal('CONFLICT', 'Others are changing this application at this moment. Try again.');
    }
  }

  private async setHosts(tx: EntityManager, applicationId: string, hosts: readonly string[]): Promise<void> {
    await tx.delete(ApplicationHost, { applicationId });
    if (hosts.length === 0) return;
    await refusingDuplicates('hosts', () =>
      tx.insert(
        ApplicationHost,
        hosts.map((host) => ({ host, applicationId })),
      ),
    );
  }

  private async record(
    tx: EntityManager,
    acting: Acting,
    action: Action,
    { id, name }: Application,
    details: Record<string, unknown> = {},
  ): Promise<void> {
    this.needs.database.onCommit(() => {
      for (const listener of this.listeners) listener();
    });
    await this.needs.audit.record(tx, {
      action,
      actor: actorOf(acting),
      account: { id: null, login: null },
      details: { applicationId: id, name, ...details },
    });
  }
}

/** Of the settings as they are kept, those that a change names. */
const namedIn = (patch: Partial<ApplicationSettings>, settings: ApplicationSettings): typeof patch =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => name in patch));

/** By name, each setting that is another; none of them is a secret. */
function changesBetween(before: ApplicationSettings, after: ApplicationSettings): Record<string, unknown> {
  const names = [...Object.keys(DEFAULTS), 'name', 'clientId'] as (keyof ApplicationSettings)[];
  const differs = (name: keyof ApplicationSettings) =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  return Object.fromEntries(
    names.filter(differs).map((name) => [name, { from: before[name], to: after[name] }]),
  );
}

async function refusingDuplicates(
  field: 'clientId' | 'hosts',
  insert: () => Promise<unknown>,
): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const what = field === 'hosts' ? 'host' : 'client id';
    throw new Refusal('CONFLICT', `Another application has this ${what}.`, { field });
  }
}

const notFound = (): Refusal => new Refusal('NOT_FOUND', 'No such application.');
