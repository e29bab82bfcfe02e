import type { Settings } from '../../settings/settings.entity.js';

/** How people are offered a passkey of the device that they sign in on. */
export const passkeyOffer = (settings: Readonly<Settings>): Settings['offerPasskeys'] =>
  !settings.disabled && SECURITY_KEY.isAllowed(settings) ? settings.offerPasskeys : 'NEVER';

/** What all of this folder agrees on: see Factor. */
export const SECURITY_KEY = {
  method: 'SECURITY_KEY',
  name: 'securityKey',
  primaryBit: 2,
  amr: ['hwk', 'mfa'],
  proof: 'ceremony',
  isAllowed: ({ allowSecurityKeys }: Readonly<Settings>): boolean => allowSecurityKeys,
} as const;
