import type { EntityManager } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import type { AuthenticatorAppService } from '../../factors/authenticator-app/authenticator-app.service.js';
import type { ImportedCodes } from '../../factors/backup-codes/imported-codes.js';
import type { PrimaryFactorsService } from '../../factors/primary-factors.service.js';
import { KEY_ROW, keyRowOf } from '../../factors/security-keys/imported-key.js';
import { SECURITY_KEY } from '../../factors/security-keys/what-it-is.js';
import type { RecommendationService } from '../../factors/two-factor/recommendation.service.js';
import type { GroupsService } from '../../accounts/groups/groups.service.js';
import type { MembershipsService } from '../../accounts/groups/memberships.service.js';
import { normaliseName } from '../../accounts/login.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { rowsWhereIn, type Value } from '../../platform/database/prepared.js';
import { identityOf, insertImportedDevices } from '../../sessions/devices/imported-device.js';
import type { Existing, Owners, Parts } from './import-plan.js';

const KEYS = 'SELECT accountId FROM security_keys WHERE accountId IN';
const OWNERS = 'SELECT credentialHash, accountId FROM security_keys WHERE credentialHash IN';
const DEVICES = 'SELECT accountId, name, createdAt FROM devices WHERE accountId IN';

const ALLOW_NETWORKS = "UPDATE accounts SET allowedNetworks = ? WHERE id = ? AND allowedNetworks = ''";

interface OfAccount {
  accountId: string;
}

/** What an import brings to accounts beside themselves, by the hundred. */
export class AccountParts {
  constructor(
    private readonly needs: Ground & {
      authenticatorApp: AuthenticatorAppService;
      importedCodes: ImportedCodes;
      primaryFactors: PrimaryFactorsService;
      recommendation: RecommendationService;
      groups: GroupsService;
      memberships: MembershipsService;
    },
  ) {}

  /** What each of these accounts has already. */
  async existing(accountIds: readonly string[], tx?: EntityManager): Promise<Map<string, Existing>> {
    if (accountIds.length === 0) return new Map();
    const { authenticatorApp, importedCodes } = this.needs;
    const apps = await authenticatorApp.listMany(accountIds, tx);
    const appOf = new Map(apps.map((app) => [app.accountId, authenticatorApp.openedOf(app)]));
    const withCodes = await importedCodes.withSet(accountIds, tx);
    const keysOf = byAccount(await this.rows<OfAccount>(KEYS, accountIds, tx));
    type Device = OfAccount & { name: string | null; createdAt: number | string };
    const devicesOf = byAccount(await this.rows<Device>(DEVICES, accountIds, tx));
    const groups = byAccount(await this.needs.memberships.ofAccounts(accountIds, tx));
    const dismissed = await this.needs.recommendation.dismissedAmong(accountIds, tx);
    return new Map(
      accountIds.map((id) => [
        id,
        {
          authenticatorApp: appOf.get(id) ?? null,
          securityKeys: keysOf.get(id)?.length ?? 0,
          hasBackupCodes: withCodes.has(id),
          devices: new Set(
            devicesOf
              .get(id)
              ?.map(({ name, createdAt }) => identityOf({ name, createdAt: Number(createdAt) })),
          ),
          recommendationDismissed: dismissed.has(id),
          groups: new Set(
            groups.get(id)?.flatMap(({ name, kind }) => (kind === 'MANUAL' ? normaliseName(name) : [])),
          ),
        },
      ]),
    );
  }

  /** Whose the security keys with these hashes of credential IDs are, as far as anyone's. */
  async owners(credentialHashes: readonly string[], tx?: EntityManager): Promise<Owners> {
    type Key = OfAccount & { credentialHash: string };
    const keys = await this.rows<Key>(OWNERS, credentialHashes, tx);
    return new Map(keys.map(({ credentialHash, accountId }) => [credentialHash, accountId]));
  }

  /** To accounts that are new, or that the caller has locked: then `follow` is to be called as well. */
  async insert(tx: EntityManager, brought: readonly (OfAccount & Parts)[]): Promise<void> {
    const now = this.needs.clock.now();
    const { authenticatorApp, importedCodes } = this.needs;
    await authenticatorApp.insertImported(
      tx,
      brought.flatMap(({ accountId, authenticatorApp: app }) =>
        app === null ? [] : [{ accountId, ...app }],
      ),
    );
    await KEY_ROW.allInto(
      tx,
      brought.flatMap(({ accountId, securityKeys }) =>
        securityKeys.map((key) => keyRowOf(accountId, key, now)),
      ),
    );
    await importedCodes.insert(
      tx,
      brought.flatMap(({ accountId, backupCodes }) => backupCodes.map((code) => ({ accountId, code }))),
    );
    await insertImportedDevices(
      tx,
      brought.flatMap(({ accountId, devices }) => devices.map((device) => ({ accountId, ...device }))),
      now,
    );
  }

  /** Those that these accounts come into, some of which may not be there yet. */
  async joinGroups(
    tx: EntityManager,
    acting: Acting,
    brought: readonly { account: AccountProfile; parts: Pick<Parts, 'groups'> }[],
  ): Promise<void> {
    const names = brought.flatMap(({ parts }) => parts.groups);
    if (names.length === 0) return;
    const known = await this.needs.groups.named(names, tx);
    const missing = new Map(names.map((name) => [normaliseName(name), name]));
    for (const key of known.keys()) missing.delete(key);
    const made = [...missing.values()].map((name) => this.needs.groups.newGroup({ name, kind: 'MANUAL' }));
    if (made.length > 0) await this.needs.groups.insert(tx, acting, made);
    for (const group of made) known.set(group.nameKey, group);
    await this.needs.memberships.insertImported(
      tx,
      actorOf(acting),
      brought.map(({ account, parts }) => ({
        account,
        groups: parts.groups.flatMap((name) => known.get(normaliseName(name)) ?? []),
      })),
    );
  }

  /** What follows for an account that was there before, as it is under its lock. */
  async follow(tx: EntityManager, account: AccountProfile, parts: Parts): Promise<void> {
    const { primaryFactors, importedCodes, authenticatorApp } = this.needs;
    const added = [
      ...(parts.authenticatorApp === null ? [] : [authenticatorApp]),
      ...(parts.securityKeys.length === 0 ? [] : [SECURITY_KEY]),
    ];
    let before = account;
    for (const factor of added) {
      await primaryFactors.added(tx, before, factor);
      before = { ...before, primaryFactors: before.primaryFactors | factor.primaryBit };
    }
    if (parts.backupCodes.length > 0) await importedCodes.begin(tx, account.id, parts.backupCodes.length);
    if (parts.recommendationDismissed) await this.needs.recommendation.note(tx, account.id);
    if (parts.allowedNetworks !== '') {
      await this.needs.database.changed(ALLOW_NETWORKS, [parts.allowedNetworks, account.id], tx);
    }
  }

  /** The bits of Account.primaryFactors of an account that is created with these. */
  primaryBits(parts: Parts): number {
    const app = parts.authenticatorApp === null ? 0 : this.needs.authenticatorApp.primaryBit;
    return app | (parts.securityKeys.length === 0 ? 0 : SECURITY_KEY.primaryBit);
  }

  private rows<Row>(sql: string, values: readonly string[], tx?: EntityManager): Promise<Row[]> {
    const read = (text: string, asked: readonly Value[]): Promise<Row[]> =>
      this.needs.database.rows<Row>(text, asked, tx);
    return rowsWhereIn(read, sql, values);
  }
}

function byAccount<Row extends OfAccount>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.accountId);
    if (group) group.push(row);
    else groups.set(row.accountId, [row]);
  }
  return groups;
}
