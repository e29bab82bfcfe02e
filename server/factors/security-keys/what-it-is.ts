import type { Settings } from '../../settings/settings.entity.js';

/** What all of this folder agrees on: see Factor. */
export const SECURITY_KEY = {
  method: 'SECURITY_KEY',
  name: 'securityKey',
  primaryBit: 2,
  amr: ['hwk', 'mfa'],
  proof: 'ceremony',
  isAllowed: ({ allowSecurityKeys }: Readonly<Settings>): boolean => allowSecurityKeys,
} as const;
