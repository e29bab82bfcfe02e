import type { TextKey } from './catalogue';
import type { Translate } from './translator';

/** What the server calls those that act without an account: server/cli/command.ts and accounts/new-accounts.service.ts. */
const ACTORS: Record<string, TextKey> = {
  'command line': 'admin.audit.actors.commandLine',
  'first start': 'admin.audit.actors.firstStart',
};

/** Who did something, by the login that was recorded; of what has no account, in the language in use. */
export function actorName(t: Translate, login: string | null): string | null {
  const key = login === null ? undefined : ACTORS[login];
  return key === undefined ? login : t(key);
}

/** What the server calls a device that has no name of its own: server/sessions/devices/. */
const UNKNOWN = 'Unknown device';
const SYSTEMS =
  'Android|Bada|BlackBerry|Chrome OS|HarmonyOS|Linux|PlayStation 4|Roku|Tizen|WebOS|Windows Phone|Windows|iOS|macOS';
const KINDS = ['bot', 'desktop', 'mobile', 'tablet', 'tv'] as const;
const MADE = new RegExp(`^(.+) on (?:(${SYSTEMS})|(${KINDS.join('|')}))$`);

/** A device's name; one that the server made of the user agent, such as “Firefox on Linux”, in the language in use. */
export function deviceName(t: Translate, name: string): string {
  if (name === UNKNOWN) return t('devices.unknownName');
  const [, browser = '', system, kind] = MADE.exec(name) ?? [];
  const known = KINDS.find((each) => each === kind);
  if (system !== undefined) return t('devices.browserOn', { browser, system });
  return known === undefined
    ? name
    : t('devices.browserOnKind', { browser, kind: t(`devices.kinds.${known}`) });
}
