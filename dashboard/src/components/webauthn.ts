import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';

export {
  browserSupportsWebAuthn,
  platformAuthenticatorIsAvailable,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';

/** Why no key can be asked or made here, in words of the catalogue; null where that can be tried. */
export function whyNoKeys(): 'errors.keyNeedsHttps' | 'errors.keyUnsupported' | null {
  if (browserSupportsWebAuthn()) return null;
  return window.isSecureContext ? 'errors.keyUnsupported' : 'errors.keyNeedsHttps';
}

/** Why the browser gave no answer of a key: nothing was sent. */
export type KeyRefusal =
  'cancelled' | 'failed' | 'known' | 'misplaced' | 'superseded' | 'unsuitable' | 'unsupported';

export class KeyRefused extends Error {
  constructor(
    readonly reason: KeyRefusal,
    cause: unknown,
  ) {
    super(reason, { cause });
  }
}

/** The names of what browsers throw (WebAuthn L3 §5.1.3, §5.1.4). */
const REASONS: Partial<Record<string, KeyRefusal>> = {
  NotAllowedError: 'cancelled',
  AbortError: 'superseded',
  InvalidStateError: 'known',
  SecurityError: 'misplaced',
  NotSupportedError: 'unsuitable',
  ConstraintError: 'unsuitable',
};

function refused(error: unknown): never {
  const reason = error instanceof Error ? REASONS[nameOf(error)] : undefined;
  throw new KeyRefused(browserSupportsWebAuthn() ? (reason ?? 'failed') : 'unsupported', error);
}

/** The library wraps what the browser threw, and finds out more than its name says. */
const nameOf = (error: Error): string => (error.cause instanceof Error ? error.cause : error).name;

/** What is shown to a person, in words of the catalogue. */
export const KEY_REFUSALS = {
  cancelled: 'errors.keyCancelled',
  failed: 'errors.keyFailed',
  known: 'errors.keyKnown',
  misplaced: 'errors.keyMisplaced',
  superseded: 'errors.keyCancelled',
  unsuitable: 'errors.keyUnsuitable',
  unsupported: 'errors.keyUnsupported',
} as const satisfies Record<KeyRefusal, string>;

/** Asks a key to answer `options` (PublicKeyCredentialRequestOptionsJSON of the API). Throws KeyRefused. */
export const askKey = (options: unknown): Promise<AuthenticationResponseJSON> =>
  startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }).catch(refused);

/** Waits until a passkey is chosen from the login field's suggestions (conditional mediation). Throws KeyRefused. */
export const awaitAutofill = (options: unknown): Promise<AuthenticationResponseJSON> =>
  startAuthentication({
    optionsJSON: options as PublicKeyCredentialRequestOptionsJSON,
    useBrowserAutofill: true,
  }).catch(refused);

/** Makes a credential (PublicKeyCredentialCreationOptionsJSON of the API). Throws KeyRefused. */
export const registerKey = (options: unknown): Promise<RegistrationResponseJSON> =>
  startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }).catch(refused);

/** Whether the browser can make a passkey by itself, right after it has filled in a password (WebAuthn L3 §5.1.3). */
export async function canMakeKeyUnasked(): Promise<boolean> {
  const { getClientCapabilities } = PublicKeyCredential as {
    getClientCapabilities?: () => Promise<Record<string, boolean>>;
  };
  const capabilities = await getClientCapabilities?.call(PublicKeyCredential);
  return capabilities?.['conditionalCreate'] === true;
}

// Somebody waits for it without knowing.
const UNASKED_LASTS = 5000;

/** Lets the browser make a credential without asking anybody, if it sees fit. Throws KeyRefused. */
export async function registerKeyUnasked(options: unknown): Promise<RegistrationResponseJSON> {
  const timer = setTimeout(() => WebAuthnAbortService.cancelCeremony(), UNASKED_LASTS);
  try {
    return await startRegistration({
      optionsJSON: options as PublicKeyCredentialCreationOptionsJSON,
      useAutoRegister: true,
    }).catch(refused);
  } finally {
    clearTimeout(timer);
  }
}
