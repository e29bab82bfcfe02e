import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';

export { browserSupportsWebAuthn, WebAuthnAbortService } from '@simplewebauthn/browser';

/** The browser or the person ended it: nothing was sent. `known`: this key is registered already. */
export class KeyRefused extends Error {
  constructor(
    readonly reason: 'cancelled' | 'known' | 'unsupported' | 'superseded',
    cause: unknown,
  ) {
    super(reason, { cause });
  }
}

function refused(error: unknown): never {
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
    throw new KeyRefused('known', error);
  }
  if (error instanceof Error && error.name === 'AbortError') throw new KeyRefused('superseded', error);
  throw new KeyRefused(browserSupportsWebAuthn() ? 'cancelled' : 'unsupported', error);
}

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
