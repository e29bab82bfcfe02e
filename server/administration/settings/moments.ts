import { DAY } from '../../platform/clock.js';
import type { SettingValues } from '../../settings/declarations.js';
import type { Settings } from '../../settings/settings.entity.js';

type Moment = 'trustNotBefore' | 'tokensNotBefore' | 'requiredOfAdminsSince' | 'requiredOfEveryoneSince';

/** What a change leaves behind for later: since when something is demanded, and until when what was given is void. */
export function momentsAfter(before: Settings, after: Settings, now: number): Pick<Settings, Moment> {
  const since = (audience: SettingValues['requireTwoFactor'][], known: number): number =>
    audience.includes(after.requireTwoFactor) && !audience.includes(before.requireTwoFactor) ? now : known;
  return {
    trustNotBefore: trustNotBefore(before, after, now),
    tokensNotBefore: tokensNotBefore(before, after, now),
    requiredOfAdminsSince: since(['ADMINS', 'EVERYONE'], before.requiredOfAdminsSince),
    requiredOfEveryoneSince: since(['EVERYONE'], before.requiredOfEveryoneSince),
  };
}

/** What has ended by the days as they were, or does by the new ones: lengthening them later must not revive it. */
function trustNotBefore(before: Settings, after: Settings, now: number): number {
  const [old, days] = [before.trustDevicesForDays, after.trustDevicesForDays];
  if (old === days) return before.trustNotBefore;
  // While it was off nothing was given, but by servers that had not heard of it for a second: that is not revived.
  if (old === 0) return Math.max(before.trustNotBefore, now - 1);
  return Math.max(before.trustNotBefore, now - Math.min(old, days) * DAY);
}

/** The same for tokens, which 0 gives no end. */
function tokensNotBefore(before: Settings, after: Settings, now: number): number {
  const [old, days] = [before.authTokenExpirationLifetimeDays, after.authTokenExpirationLifetimeDays];
  if (old === days) return before.tokensNotBefore;
  const shortest = Math.min(old || Infinity, days || Infinity);
  return Math.max(before.tokensNotBefore, now - shortest * DAY);
}
