import { isIP } from 'node:net';
import { bareHost } from '../../platform/server-url.js';
import type { WebAuthnConfig } from './webauthn-config.js';

/** Who we are to authenticators: from configuration, never from a request's Host header. */
export interface RelyingParty {
  /** RP ID: a domain that the origins' hosts end in. */
  id: string;
  /** Of web pages and of native apps (`android:apk-key-hash:…`). */
  origins: string[];
  /** Of an older U2F deployment whose keys still count (WebAuthn L3 §10.1.1). */
  appId: string | undefined;
  attestation: 'none' | 'direct';
  userVerification: 'discouraged' | 'preferred' | 'required';
}

/** Android's name for an app's origin: the hash of the certificate that signed it. */
const androidOrigin = ({ fingerprint }: { fingerprint: string }): string =>
  `android:apk-key-hash:${Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url')}`;

/** From configuration and the public URL. */
export function relyingPartyFrom(
  { webAuthn }: { webAuthn: WebAuthnConfig },
  publicUrl: string,
): RelyingParty {
  return {
    id: webAuthn.rpId ?? new URL(publicUrl).hostname,
    origins: [new URL(publicUrl).origin, ...webAuthn.origins, ...webAuthn.androidApps.map(androidOrigin)],
    appId: webAuthn.u2fAppId,
    attestation: webAuthn.attestation,
    userVerification: webAuthn.userVerification,
  };
}

/** Whether pages of this origin may use an RP ID: it is their host, or a domain that their host ends in. */
export function fits(rpId: string, origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === rpId || (hostname.endsWith(`.${rpId}`) && isIP(hostname) === 0);
}

/** Why browsers would refuse every key here; null when they need not. */
export function whyNoKeys({ webAuthn }: { webAuthn: WebAuthnConfig }, publicUrl: string): string | null {
  if (webAuthn.rpId !== undefined || isIP(bareHost(new URL(publicUrl).hostname)) === 0) return null;
  return 'Security keys and passkeys need a name, and PUBLIC_URL has an address for a host.';
}
