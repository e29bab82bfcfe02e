import { PasskeySignalDocument, type PasskeySignalQuery } from '#client/operations';
import { send } from '../api/send';

type Signal = PasskeySignalQuery['passkeySignal'];

interface SignalApi {
  signalUnknownCredential?: (unknown: { rpId: string; credentialId: string }) => Promise<void>;
  signalAllAcceptedCredentials?: (
    known: Pick<Signal, 'rpId' | 'userId' | 'allAcceptedCredentialIds'>,
  ) => Promise<void>;
}

const signalApi = (): SignalApi => (typeof PublicKeyCredential === 'undefined' ? {} : PublicKeyCredential);

/** Lets the browser stop offering a passkey that we do not know (WebAuthn L3 §5.1.10). */
export async function signalUnknownKey(rpId: string | undefined, credentialId: string): Promise<void> {
  if (rpId !== undefined) await signalApi().signalUnknownCredential?.({ rpId, credentialId });
}

/**
 * After a change of keys: lets the browser hide passkeys that no longer count (WebAuthn L3 §5.1.10). A hint: where it
 * cannot be given, the change stands all the same.
 */
export async function signalAcceptedKeys(): Promise<void> {
  const api = signalApi();
  if (!api.signalAllAcceptedCredentials) return;
  try {
    const { rpId, userId, allAcceptedCredentialIds } = (await send(PasskeySignalDocument)).passkeySignal;
    await api.signalAllAcceptedCredentials({ rpId, userId, allAcceptedCredentialIds });
  } catch {
    // Nobody waits for it.
  }
}
