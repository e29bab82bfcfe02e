import type { CommonSkew } from '../../factors/authenticator-app/clock-skew.js';
import type { Factor } from '../../factors/factor.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { ProtectionFigures } from './protection-figures.js';

// RFC 6238 §5.2 recommends one step for the network's delay; ours is two by default.
const USUAL_TOLERANCE = 2;
const LONG_TRUST_DAYS = 90;

export type WarningCode =
  | 'TWO_FACTOR_DISABLED'
  | 'ADMINISTRATORS_UNPROTECTED'
  | 'SERVER_CLOCK_BEHIND'
  | 'SERVER_CLOCK_AHEAD'
  | 'NOT_HTTPS'
  | 'NOT_NOTIFIABLE'
  | 'NOTHING_TO_SET_UP'
  | 'SWITCHED_OFF_BUT_USED'
  | 'TRUST_WITHOUT_LIST'
  | 'TRUST_LASTS_LONG'
  | 'TOKENS_NEVER_EXPIRE'
  | 'TOKENS_NOT_STORED'
  | 'TOLERANCE_WIDE'
  | 'NOBODY_ASKED';

export interface Warning {
  code: WarningCode;
  /** How many accounts it concerns, where that can be said. */
  accounts: number | null;
  /** How far the clock is off. */
  seconds: number | null;
}

/** What an administrator should look at, the gravest first. */
export function warningsOf(
  settings: Readonly<Settings>,
  figures: ProtectionFigures,
  more: {
    primary: readonly Pick<Factor, 'name' | 'isAllowed'>[];
    skew: CommonSkew | null;
    publicUrl: string;
    unnotifiable: number;
  },
): Warning[] {
  const { primary, skew, publicUrl, unnotifiable } = more;
  const switchedOff = primary.filter((factor) => !factor.isAllowed(settings));
  const methodIsAllowed = switchedOff.length < primary.length;
  const onlySwitchedOff = switchedOff.reduce((sum, { name }) => sum + (figures.only[name] ?? 0), 0);
  const isTrusting = settings.trustDevicesForDays > 0;
  const found: [WarningCode, boolean, Partial<Warning>?][] = [
    ['TWO_FACTOR_DISABLED', settings.disabled, { accounts: figures.protected }],
    [
      'ADMINISTRATORS_UNPROTECTED',
      figures.administratorsUnprotected > 0,
      { accounts: figures.administratorsUnprotected },
    ],
    ['SERVER_CLOCK_BEHIND', skew !== null && skew.steps > 0, inSeconds(skew)],
    ['SERVER_CLOCK_AHEAD', skew !== null && skew.steps < 0, inSeconds(skew)],
    ['NOT_HTTPS', !isSecureContext(publicUrl)],
    ['NOT_NOTIFIABLE', unnotifiable > 0, { accounts: unnotifiable }],
    ['NOTHING_TO_SET_UP', !settings.disabled && !methodIsAllowed],
    ['SWITCHED_OFF_BUT_USED', methodIsAllowed && onlySwitchedOff > 0, { accounts: onlySwitchedOff }],
    ['TRUST_WITHOUT_LIST', isTrusting && !settings.allowUsedDevices],
    ['TRUST_LASTS_LONG', settings.trustDevicesForDays > LONG_TRUST_DAYS],
    ['TOKENS_NEVER_EXPIRE', settings.authTokenExpirationLifetimeDays === 0],
    ['TOKENS_NOT_STORED', !settings.storeAuthTokenInDB],
    ['TOLERANCE_WIDE', settings.clockTolerance > USUAL_TOLERANCE],
    [
      'NOBODY_ASKED',
      !settings.disabled &&
        methodIsAllowed &&
        settings.requireTwoFactor === 'NOBODY' &&
        !settings.showRecommendationToConfigure,
      { accounts: figures.unprotected },
    ],
  ];
  return found
    .filter(([, applies]) => applies)
    .map(([code, , more]) => ({ code, accounts: null, seconds: null, ...more }));
}

const inSeconds = (skew: CommonSkew | null): Partial<Warning> =>
  skew === null ? {} : { accounts: skew.accounts, seconds: Math.abs(skew.steps) * 30 };

/** W3C Secure Contexts §3.1, as far as it concerns where we are served. */
function isSecureContext(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
