/** How security keys and passkeys are set up. */
export interface WebAuthnConfig {
  /** Undefined: the host of the public URL. */
  rpId: string | undefined;
  /** Origins of other sites that share our passkeys (WebAuthn L3 §5.11), besides our own. */
  origins: string[];
  attestation: 'none' | 'direct';
  /** PEM file of root certificates that authenticators' own must lead to. */
  trustAnchors: string | undefined;
  /** File with a blob of the FIDO Metadata Service: the roots of each model. */
  metadata: string | undefined;
  /** Models that may be registered; empty: all. */
  aaguids: string[];
  userVerification: 'discouraged' | 'preferred' | 'required';
  u2fAppId: string | undefined;
  u2fFacets: string[];
  androidApps: { packageName: string; fingerprint: string }[];
  appleApps: string[];
}
