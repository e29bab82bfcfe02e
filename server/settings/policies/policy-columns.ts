import { PackedColumns } from '../../platform/database/packed-columns.js';
import { groupSettings, type GroupSettingName } from '../declarations.js';
import type { GroupPolicy } from './group-policy.entity.js';

/** What policy depends on, of an account: read with it, in the same statement. */
export interface PolicyFacts {
  /** The groups with a policy in which it is a member by a row: `["group", since]` each, apart by commas; null: none. */
  policyGroups: string | null;
  /** The group with a policy that is its domain. */
  policyDomain: string | null;
  /** Until when what is demanded of it is put off, in milliseconds; null: it is not. */
  exemptUntil: number | null;
}

/** Of an account that is yet to be written. */
export const NO_FACTS: PolicyFacts = { policyGroups: null, policyDomain: null, exemptUntil: null };

/** Columns of the account that a statement by hand calls by this name. */
export const factColumns = (account: string): Record<keyof PolicyFacts, string> => ({
  policyGroups: `(SELECT GROUP_CONCAT(JSON_ARRAY(pm.groupId, pm.createdAt)) FROM group_members pm
    INNER JOIN group_policies pp ON pp.groupId = pm.groupId WHERE pm.accountId = ${account}.id)`,
  policyDomain: `(SELECT pg.id FROM account_groups pg
    INNER JOIN group_policies pp ON pp.groupId = pg.id WHERE pg.domainKey = ${account}.domainKey)`,
  exemptUntil: `(SELECT px.endsAt FROM policy_exemptions px WHERE px.accountId = ${account}.id)`,
});

type PolicyRow = {
  [Name in keyof GroupPolicy]: GroupPolicy[Name] extends boolean ? number : GroupPolicy[Name];
};

const COLUMNS = new PackedColumns<PolicyRow>(
  Object.fromEntries(
    [
      'groupId',
      'version',
      'requireTwoFactor',
      'requiredSince',
      'enrolmentGraceDays',
      'allowedNetworks',
      'alwaysAskFrom',
      'neverAskFrom',
      ...groupSettings.map(([name]) => name),
    ].map((name) => [name, `q.${name}`]),
  ) as Record<keyof PolicyRow, string>,
);

/** All policies as one value, so that they are read with the settings, in the same statement. */
export const ALL_POLICIES = `SELECT GROUP_CONCAT(${COLUMNS.sql}) FROM group_policies q`;

let last: { text: string; policies: ReadonlyMap<string, Readonly<GroupPolicy>> } | undefined;

/** By their groups. */
export function policiesIn(text: string): ReadonlyMap<string, Readonly<GroupPolicy>> {
  if (last?.text !== text) {
    const rows = JSON.parse(`[${text}]`) as unknown[][];
    const policies = rows.map((row) => toPolicy(COLUMNS.copy(row)));
    last = { text, policies: new Map(policies.map((policy) => [policy.groupId, policy])) };
  }
  return last.policies;
}

const SWITCHES = groupSettings.filter(([, { kind }]) => kind === 'switch').map(([name]) => name);

/** Neither kind of database knows booleans. */
function toPolicy(row: PolicyRow): GroupPolicy {
  const switches = SWITCHES.map((name: GroupSettingName) => [
    name,
    row[name] === null ? null : Boolean(row[name]),
  ]);
  return {
    ...row,
    requireTwoFactor: Boolean(row.requireTwoFactor),
    ...Object.fromEntries(switches),
  } as GroupPolicy;
}

/** The groups of an account that have a policy, and since when it is in each, in milliseconds. */
export function policyGroupsOf({
  policyGroups,
  policyDomain,
  createdAt,
}: Omit<PolicyFacts, 'exemptUntil'> & { createdAt: number }): { groupId: string; since: number }[] {
  const rows = policyGroups === null ? [] : (JSON.parse(`[${policyGroups}]`) as [string, number][]);
  const groups = rows.map(([groupId, since]) => ({ groupId, since }));
  return policyDomain === null ? groups : [...groups, { groupId: policyDomain, since: createdAt }];
}
