import type { EntityManager } from 'typeorm';
import type { AuditService } from '../events/audit/audit.service.js';
import { type Clock, DAY, SECOND } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import { refuseUnlessExpected } from '../platform/expected.js';
import { Refusal } from '../platform/refusal.js';
import { type RequireTwoFactor, Settings } from './settings.entity.js';
import { type ProfileName, PROFILES } from './settings-profiles.js';
import type { Actor } from '../platform/acting/actor.js';
import { type Acting, actorOf, type Guard } from '../platform/acting/guard.js';

const THE_ROW = 1;
// Other servers see a change within this time; the promise is 2 s.
const CACHED_FOR = SECOND;
const MOST_TRIES = 5;
const MOST_DAYS = 3650;
const MOST_TOLERANCE = 10;
const MOST_IDLE_MINUTES = 525_600;

/** Kept by the service itself, not set by anyone. */
export type SettingsMoment =
  'trustNotBefore' | 'tokensNotBefore' | 'requiredOfAdminsSince' | 'requiredOfEveryoneSince';
export type SettingsPatch = Partial<Omit<Settings, 'id' | 'version' | 'sessionEpoch' | SettingsMoment>>;

export class SettingsService {
  private cached: { settings: Settings; at: number } | undefined;
  private updates = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly guard: Guard,
    private readonly audit: AuditService,
    /** Why security keys cannot work here, whatever is set; null when they can. */
    private readonly noKeys: string | null,
  ) {}

  /** At most a second old. Within a transaction, hand its manager over. */
  async current(tx?: EntityManager): Promise<Readonly<Settings>> {
    const now = this.clock.now();
    if (this.cached && now - this.cached.at < CACHED_FOR && now >= this.cached.at)
      return this.cached.settings;
    const { updates } = this;
    const settings = this.possible(
      await (tx ?? this.database.manager).findOneByOrFail(Settings, { id: THE_ROW }),
    );
    // What was read while an update ran may be from before it.
    if (updates === this.updates) this.cached = { settings, at: now };
    return settings;
  }

  /**
   * Changes what the patch names. Throws BAD_USER_INPUT for values that are out of range or contradict one another, and
   * CONFLICT when something is not as `expected` any more.
   */
  async update(
    acting: Acting,
    patch: SettingsPatch,
    { profile, expected = {} }: { profile?: ProfileName; expected?: SettingsPatch } = {},
  ): Promise<Readonly<Settings>> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const before = await this.database.manager.findOneByOrFail(Settings, { id: THE_ROW });
      refuseUnlessExpected(this.possible(before), expected, patch);
      const after = { ...before, ...patch };
      this.refuseImpossible(patch);
      check(this.possible(after), patch);
      const changes = changesBetween(before, after);
      if (Object.keys(changes).length === 0) return this.possible(before);
      const saved = await this.guard.transaction(acting, async (tx) => {
        const { affected } = await tx.update(
          Settings,
          { id: THE_ROW, version: before.version },
          { ...patch, version: before.version + 1, ...this.moments(before, after) },
        );
        if (affected !== 1) return false;
        await this.audit.record(tx, {
          action: 'settings.updated',
          actor: actorOf(acting),
          account: { id: null, login: null },
          details: changes,
        });
        if (profile) await this.recordProfile(tx, actorOf(acting), profile);
        return true;
      });
      this.updates++;
      this.cached = undefined;
      if (saved) return this.current();
    }
    throw new Refusal('CONFLICT', 'Others are changing the settings at this moment. Try again.');
  }

  /** A method that cannot work is as good as switched off: it is not offered, and nobody is made to use it. */
  private possible(settings: Settings): Settings {
    return this.noKeys === null ? settings : { ...settings, allowSecurityKeys: false };
  }

  private refuseImpossible({ allowSecurityKeys }: SettingsPatch): void {
    if (this.noKeys === null || allowSecurityKeys !== true) return;
    throw new Refusal('BAD_USER_INPUT', this.noKeys, { field: 'allowSecurityKeys' });
  }

  /** Changes all that the profile names, and nothing else. */
  async applyProfile(acting: Acting, profile: ProfileName): Promise<Readonly<Settings>> {
    return this.update(acting, PROFILES[profile], { profile });
  }

  /** What applying it would change. */
  async changesBy(profile: ProfileName): Promise<Record<string, { from: unknown; to: unknown }>> {
    const before = await this.database.manager.findOneByOrFail(Settings, { id: THE_ROW });
    return changesBetween(before, { ...before, ...PROFILES[profile] });
  }

  private async recordProfile(tx: EntityManager, actor: Actor, profile: ProfileName): Promise<void> {
    await this.audit.record(tx, {
      action: 'settings.profile_applied',
      actor,
      account: { id: null, login: null },
      details: { profile },
    });
  }

  /** Ends everyone's sessions, stored or signed, the caller's too; other servers follow as with every setting. */
  async endAllSessions(acting: Acting): Promise<void> {
    await this.guard.transaction(acting, async (tx) => {
      await tx.increment(Settings, { id: THE_ROW }, 'sessionEpoch', 1);
      await this.audit.record(tx, {
        action: 'token.all_revoked',
        actor: actorOf(acting),
        account: { id: null, login: null },
      });
    });
    this.updates++;
    this.cached = undefined;
  }

  private moments(before: Settings, after: Settings): Pick<Settings, SettingsMoment> {
    const since = (audience: RequireTwoFactor[], known: number): number =>
      audience.includes(after.requireTwoFactor) && !audience.includes(before.requireTwoFactor)
        ? this.clock.now()
        : known;
    return {
      trustNotBefore: this.trustNotBefore(before, after),
      tokensNotBefore: this.tokensNotBefore(before, after),
      requiredOfAdminsSince: since(['ADMINS', 'EVERYONE'], before.requiredOfAdminsSince),
      requiredOfEveryoneSince: since(['EVERYONE'], before.requiredOfEveryoneSince),
    };
  }

  /** What has ended by the days as they were, or does by the new ones: lengthening them later must not revive it. */
  private trustNotBefore(before: Settings, after: Settings): number {
    const [old, days] = [before.trustDevicesForDays, after.trustDevicesForDays];
    if (old === days) return before.trustNotBefore;
    // While it was off nothing was given, but by servers that had not heard of it for a second: that is not revived.
    if (old === 0) return Math.max(before.trustNotBefore, this.clock.now() - 1);
    return Math.max(before.trustNotBefore, this.clock.now() - Math.min(old, days) * DAY);
  }

  /** The same for tokens, which 0 gives no end. */
  private tokensNotBefore(before: Settings, after: Settings): number {
    const [old, days] = [before.authTokenExpirationLifetimeDays, after.authTokenExpirationLifetimeDays];
    if (old === days) return before.tokensNotBefore;
    const shortest = Math.min(old || Infinity, days || Infinity);
    return Math.max(before.tokensNotBefore, this.clock.now() - shortest * DAY);
  }
}

function check(settings: Settings, patch: SettingsPatch): void {
  inRange(settings, 'clockTolerance', MOST_TOLERANCE);
  inRange(settings, 'trustDevicesForDays', MOST_DAYS);
  inRange(settings, 'authTokenExpirationLifetimeDays', MOST_DAYS);
  inRange(settings, 'enrolmentGraceDays', MOST_DAYS);
  inRange(settings, 'idleTimeoutMinutes', MOST_IDLE_MINUTES);
  if (settings.idleTimeoutMinutes !== 0 && !settings.storeAuthTokenInDB) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'Only stored tokens can end by idleness: set storeAuthTokenInDB to true, or idleTimeoutMinutes to 0.',
      { field: patch.storeAuthTokenInDB === undefined ? 'idleTimeoutMinutes' : 'storeAuthTokenInDB' },
    );
  }
  if (
    settings.requireTwoFactor !== 'NOBODY' &&
    !settings.disabled &&
    !settings.allowAuthenticatorApp &&
    !settings.allowSecurityKeys
  ) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'A second factor cannot be required while no method to set one up is allowed: allow authenticator apps or security keys, or set requireTwoFactor to NOBODY.',
      { field: 'requireTwoFactor' },
    );
  }
  const { trustDevicesForDays: trust, authTokenExpirationLifetimeDays: lifetime } = settings;
  if (trust === 0) return;
  const field =
    patch.authTokenExpirationLifetimeDays === undefined
      ? 'trustDevicesForDays'
      : 'authTokenExpirationLifetimeDays';
  if (lifetime === 0) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'Tokens must expire while devices can be trusted: set authTokenExpirationLifetimeDays to 1 or more, or trustDevicesForDays to 0.',
      { field },
    );
  }
  if (trust <= lifetime) {
    throw new Refusal(
      'BAD_USER_INPUT',
      `Trust must outlast tokens: set trustDevicesForDays above ${lifetime} or authTokenExpirationLifetimeDays below ${trust}.`,
      { field },
    );
  }
}

function inRange(
  settings: Settings,
  field:
    | 'clockTolerance'
    | 'trustDevicesForDays'
    | 'authTokenExpirationLifetimeDays'
    | 'enrolmentGraceDays'
    | 'idleTimeoutMinutes',
  max: number,
): void {
  const value = settings[field];
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new Refusal('BAD_USER_INPUT', `${field} must be between 0 and ${max}.`, { field });
  }
}

function changesBetween(before: Settings, after: Settings): Record<string, { from: unknown; to: unknown }> {
  const names = Object.keys(after) as (keyof Settings)[];
  return Object.fromEntries(
    names
      .filter((name) => after[name] !== before[name])
      .map((name) => [name, { from: before[name], to: after[name] }]),
  );
}
