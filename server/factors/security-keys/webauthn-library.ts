import { late } from '../../platform/late.js';

export const webAuthn = late(() => import('@simplewebauthn/server'));
export const webAuthnHelpers = late(() => import('@simplewebauthn/server/helpers'));
