import { PasskeySignalDocument, type PasskeySignalQuery } from '#client/operations';
import { send } from '../api/send';

type Signal = PasskeySignalQuery['passkeySignal'];

interface SignalApi {
  signalAllAcceptedCredentials?: (
    known: Pick<Signal, 'rpId' | 'userId' | 'allAcceptedCredentialIds'>,
  ) => Promise<void>;
}

/** After a change of keys: lets the browser hide passkeys that no longer count (WebAuthn L3 §5.1.10). */
export async function signalAcceptedKeys(): Promise<void> {
  if (typeof PublicKeyCredential === 'undefined') return;
  const api = PublicKeyCredential as SignalApi;
  if (!api.signalAllAcceptedCredentials) return;
  const { rpId, userId, allAcceptedCredentialIds } = (await send(PasskeySignalDocument)).passkeySignal;
  await api.signalAllAcceptedCredentials({ rpId, userId, allAcceptedCredentialIds });
}
