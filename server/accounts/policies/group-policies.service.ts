import { type EntityManager, In } from 'typeorm';
import { type Acting, actorOf, isSession } from '../../platform/acting/guard.js';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import { refuseUnlessExpected } from '../../platform/expected.js';
import { Refusal } from '../../platform/refusal.js';
import { accountSettings } from '../../settings/policies/account-settings.js';
import { GroupPolicy } from '../../settings/policies/group-policy.entity.js';
import { Settings } from '../../settings/settings.entity.js';
import { THE_ROW } from '../../settings/settings.service.js';
import { Account } from '../account.entity.js';
import { mayBeUsedFrom } from '../allowed-networks.js';
import { Group } from '../groups/group.entity.js';
import { noSuchGroup } from '../groups/groups.service.js';
import type { Ground } from '../ground.js';
import {
  columnsOf,
  NO_POLICY,
  type PolicyView,
  refuseInvalidPolicy,
  saysNothing,
  viewOf,
} from './policy-rules.js';

/** All are read with the settings, as one value. */
export const MOST_POLICIES = 100;

/** What is stricter for a group than the settings say. */
export class GroupPoliciesService {
  constructor(private readonly needs: Ground) {}

  /** Of those groups that have one, by group. */
  async ofGroups(groupIds: readonly string[]): Promise<Map<string, PolicyView>> {
    const policies = await this.needs.database.manager.findBy(GroupPolicy, { groupId: In(groupIds) });
    return new Map(policies.map((policy) => [policy.groupId, viewOf(policy)]));
  }

  /**
   * Changes what is named; without anything left that it says, there is no policy any more. Throws NOT_FOUND,
   * BAD_USER_INPUT for what contradicts itself or the settings or keeps out whoever asks, and CONFLICT when something is
   * not as `expected` any more, or there are as many policies as may be.
   */
  async set(
    acting: Acting,
    groupId: string,
    patch: Partial<PolicyView>,
    expected: Partial<PolicyView> = {},
  ): Promise<Group> {
    const changed = await this.needs.guard.transaction(acting, async (tx) => {
      const group = await tx.findOneBy(Group, { id: groupId });
      if (!group) throw noSuchGroup();
      const row = await tx.findOneBy(GroupPolicy, { groupId });
      const before = row ? viewOf(row) : NO_POLICY;
      refuseUnlessExpected(before, expected, patch);
      const columns = columnsOf({ ...before, ...patch });
      const settings = await tx.findOneByOrFail(Settings, { id: THE_ROW });
      refuseInvalidPolicy(this.needs.settings.possible(settings), columns);
      const changes = changesBetween(before, viewOf(columns));
      if (Object.keys(changes).length === 0) return group;
      const requiredSince = !columns.requireTwoFactor
        ? 0
        : row?.requireTwoFactor
          ? row.requiredSince
          : this.needs.clock.now();
      await this.write(tx, row, { groupId, version: (row?.version ?? 0) + 1, requiredSince, ...columns });
      await refuseKeepingOut(tx, acting);
      await this.needs.audit.record(tx, {
        action: saysNothing(columns) ? 'group.policy_removed' : 'group.policy_changed',
        actor: actorOf(acting),
        account: { id: null, login: null },
        details: { groupId, group: group.name, ...changes },
      });
      return group;
    });
    this.needs.settings.forget();
    return changed;
  }

  /** The settings apply to the group's members as to everybody. Throws NOT_FOUND, also without a policy. */
  async remove(acting: Acting, groupId: string): Promise<Group> {
    const found = (await this.ofGroups([groupId])).get(groupId);
    if (!found) throw new Refusal('NOT_FOUND', 'This group has no policy.');
    return this.set(acting, groupId, NO_POLICY);
  }

  private async write(tx: EntityManager, before: GroupPolicy | null, after: GroupPolicy): Promise<void> {
    const { groupId } = after;
    if (!before) {
      if ((await tx.count(GroupPolicy)) >= MOST_POLICIES) {
        throw new Refusal('CONFLICT', `At most ${MOST_POLICIES} groups have a policy: remove one first.`);
      }
      await tx.insert(GroupPolicy, after).catch((error: unknown) => {
        throw isDuplicate(error) ? changing() : error;
      });
      return;
    }
    const seen = { groupId, version: before.version };
    const { affected } = await (saysNothing(after)
      ? tx.delete(GroupPolicy, seen)
      : tx.update(GroupPolicy, seen, after));
    if (affected !== 1) throw changing();
  }
}

const changing = (): Refusal =>
  new Refusal('CONFLICT', 'Others are changing this policy at this moment. Try again.');

/** Throws BAD_USER_INPUT for networks by which whoever makes the change would be out themselves; undoes it so. */
async function refuseKeepingOut(tx: EntityManager, acting: Acting): Promise<void> {
  if (!isSession(acting)) return;
  const account = await tx.findOneByOrFail(Account, { id: acting.account.id });
  const settings = accountSettings(await tx.findOneByOrFail(Settings, { id: THE_ROW }), account);
  const { ipAddress } = acting.actor;
  if (ipAddress === null || mayBeUsedFrom(account, settings, ipAddress)) return;
  throw new Refusal('BAD_USER_INPUT', 'Your own network must be among them, or you would be out yourself.', {
    field: 'allowedNetworks',
  });
}

function changesBetween(
  before: PolicyView,
  after: PolicyView,
): Record<string, { from: unknown; to: unknown }> {
  const names = Object.keys(after) as (keyof PolicyView)[];
  return Object.fromEntries(
    names
      .filter((name) => String(before[name]) !== String(after[name]))
      .map((name) => [name, { from: before[name], to: after[name] }]),
  );
}
