import type { EntityManager } from 'typeorm';
import type { Actor } from '../../platform/acting/actor.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { refuseUnlessExpected } from '../../platform/expected.js';
import { Refusal } from '../../platform/refusal.js';
import type { SettingsPatch } from '../../settings/declarations.js';
import { policiesIn } from '../../settings/policies/policy-columns.js';
import { Settings } from '../../settings/settings.entity.js';
import { THE_ROW } from '../../settings/settings.service.js';
import { refuseInvalid, tidied } from '../../settings/validation.js';
import { momentsAfter } from './moments.js';
import { type ProfileName, PROFILES } from './settings-profiles.js';
import type { Ground } from '../../accounts/ground.js';

const MOST_TRIES = 5;

/** Changes the settings, for an administrator's session or the command line. */
export class SettingsChangesService {
  constructor(private readonly needs: Ground) {}

  /**
   * Changes what the patch names. Throws BAD_USER_INPUT for values that are out of range or contradict one another, and
   * CONFLICT when something is not as `expected` any more.
   */
  async update(
    acting: Acting,
    asked: SettingsPatch,
    { profile, expected = {} }: { profile?: ProfileName; expected?: SettingsPatch } = {},
  ): Promise<Readonly<Settings>> {
    const patch = tidied(asked);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const before = await this.needs.settings.stored();
      refuseUnlessExpected(this.needs.settings.possible(before), expected, patch);
      const after = { ...before, ...patch };
      this.refuseImpossible(patch);
      refuseInvalid(this.needs.settings.possible(after), patch);
      refuseIdleUnstored(after);
      const changes = changesBetween(before, after);
      if (Object.keys(changes).length === 0) return this.needs.settings.possible(before);
      const saved = await this.needs.guard.transaction(acting, async (tx) => {
        const { affected } = await tx.update(
          Settings,
          { id: THE_ROW, version: before.version },
          { ...patch, version: before.version + 1, ...momentsAfter(before, after, this.needs.clock.now()) },
        );
        if (affected !== 1) return false;
        await this.needs.audit.record(tx, {
          action: 'settings.updated',
          actor: actorOf(acting),
          account: { id: null, login: null },
          details: changes,
        });
        if (profile) await this.recordProfile(tx, actorOf(acting), profile);
        return true;
      });
      this.needs.settings.forget();
      if (saved) return this.needs.settings.current();
    }
    throw new Refusal('CONFLICT', 'Somebody else is changing the settings right now. Try again.');
  }

  /** Changes all that the profile names, and nothing else. */
  async applyProfile(acting: Acting, profile: ProfileName): Promise<Readonly<Settings>> {
    return this.update(acting, PROFILES[profile], { profile });
  }

  /** What applying it would change. */
  async changesBy(profile: ProfileName): Promise<Record<string, { from: unknown; to: unknown }>> {
    const before = await this.needs.settings.stored();
    return changesBetween(before, { ...before, ...PROFILES[profile] });
  }

  /** Ends everyone's sessions, stored or signed, the caller's too; other servers follow as with every setting. */
  async endAllSessions(acting: Acting): Promise<void> {
    await this.needs.guard.transaction(acting, async (tx) => {
      await tx.increment(Settings, { id: THE_ROW }, 'sessionEpoch', 1);
      await this.needs.audit.record(tx, {
        action: 'token.all_revoked',
        actor: actorOf(acting),
        account: { id: null, login: null },
      });
    });
    this.needs.settings.forget();
  }

  private refuseImpossible({ allowSecurityKeys }: SettingsPatch): void {
    const { noKeys } = this.needs.settings;
    if (noKeys === null || allowSecurityKeys !== true) return;
    throw new Refusal('BAD_USER_INPUT', noKeys, { field: 'allowSecurityKeys' });
  }

  private async recordProfile(tx: EntityManager, actor: Actor, profile: ProfileName): Promise<void> {
    await this.needs.audit.record(tx, {
      action: 'settings.profile_applied',
      actor,
      account: { id: null, login: null },
      details: { profile },
    });
  }
}

/** Throws BAD_USER_INPUT while a group has sessions end by idleness, as signed ones cannot. */
function refuseIdleUnstored({ storeAuthTokenInDB, policies }: Settings): void {
  if (storeAuthTokenInDB || policies === null) return;
  if ([...policiesIn(policies).values()].every(({ idleTimeoutMinutes }) => idleTimeoutMinutes === null))
    return;
  throw new Refusal(
    'BAD_USER_INPUT',
    'Only stored tokens can end by idleness, and the policy of a group says that they do: remove it there first.',
    { field: 'storeAuthTokenInDB' },
  );
}

function changesBetween(before: Settings, after: Settings): Record<string, { from: unknown; to: unknown }> {
  const names = Object.keys(after) as (keyof Settings)[];
  return Object.fromEntries(
    names
      .filter((name) => after[name] !== before[name])
      .map((name) => [name, { from: before[name], to: after[name] }]),
  );
}
