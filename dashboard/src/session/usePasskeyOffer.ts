import type { RegistrationResponseJSON } from '@simplewebauthn/browser';
import { useEffect, useEffectEvent } from 'react';
import {
  BeginAutomaticPasskeyRegistrationDocument,
  FinishAutomaticPasskeyRegistrationDocument,
} from '#client/operations';
import { client, codeOf } from '../api/client';
import { Cancelled } from '../api/interruption';
import { publicSettingsQuery } from '../api/public-settings';
import { queryClient } from '../api/query-client';
import { hasChangedFactors, type Me, type PasskeyOffer, passkeyOffer, sessionChanged } from '../api/session';
import { useStored } from '../api/store';
import { signalUnknownKey } from '../components/passkey-signal';
import {
  canMakeKeyUnasked,
  KeyRefused,
  platformAuthenticatorIsAvailable,
  registerKeyUnasked,
  whyNoKeys,
} from '../components/webauthn';
import type { Translate } from '../i18n/translator';
import { useTexts } from '../i18n/texts';
import { askNoMore, isPostponed } from './passkey-postponed';

/** What there is to say to somebody who has just signed in by password; where it is due, it is found out. */
export function usePasskeyOffer(me: Me): PasskeyOffer {
  const { t } = useTexts();
  const offer = useStored(passkeyOffer);
  const decide = useEffectEvent(async () => {
    passkeyOffer.set('deciding');
    const decided = await offerTo(me, t).catch(() => 'none' as const);
    // They may have signed out meanwhile.
    if (passkeyOffer.get() === 'deciding') passkeyOffer.set(decided);
  });
  useEffect(() => {
    if (offer === 'due') void decide();
  }, [offer]);
  return offer;
}

async function offerTo(me: Me, t: Translate): Promise<PasskeyOffer> {
  // A first factor is recommended in its own place, and says there what it changes on other devices.
  if (!me.twoFactor.enabled) return 'none';
  // Who has just set something up has had enough of it.
  if (hasChangedFactors.get()) return 'none';
  if (isPostponed(me.id) || whyNoKeys() !== null) return 'none';
  const { offerPasskeys } = await queryClient.query(publicSettingsQuery);
  if (offerPasskeys === 'NEVER') return 'none';
  const saved = offerPasskeys === 'SAVE' && (await canMakeKeyUnasked()) ? await saveUnasked(me, t) : null;
  return saved ?? ((await platformAuthenticatorIsAvailable()) ? 'ask' : 'none');
}

/** Null where that was not possible, and one may still ask. */
async function saveUnasked(me: Me, t: Translate): Promise<PasskeyOffer | null> {
  try {
    // Nobody is asked to prove themselves for what they have not asked for.
    const options = (await client.send(BeginAutomaticPasskeyRegistrationDocument))
      .beginAutomaticPasskeyRegistration;
    const registered = await keepPasskey(me, t, options, registerKeyUnasked, async (name, response) => {
      const sent = await client.send(FinishAutomaticPasskeyRegistrationDocument, { name, response });
      return sent.finishAutomaticPasskeyRegistration;
    });
    askNoMore(me.id);
    void sessionChanged();
    return registered;
  } catch (error) {
    if (!(error instanceof KeyRefused && error.reason === 'known')) return null;
    askNoMore(me.id);
    return 'none';
  }
}

const REFUSED = new Set<string | undefined>([
  'CHALLENGE_EXPIRED',
  'CONFLICT',
  'INVALID_CODE',
  'METHOD_DISABLED',
]);

// The list of models is long.
const keyNames = () => import('../components/key-name');

/** Makes a passkey and has it registered under a name of its own; the browser forgets what the server does not take. */
export async function keepPasskey<Kept>(
  { twoFactor }: Me,
  t: Translate,
  options: unknown,
  make: (options: unknown) => Promise<RegistrationResponseJSON>,
  finish: (name: string, response: RegistrationResponseJSON) => Promise<Kept>,
): Promise<Kept> {
  const response = await make(options);
  try {
    const { nameOfKey } = await keyNames();
    const taken = twoFactor.securityKeys.map(({ name }) => name);
    return await finish(nameOfKey(t, response, taken), response);
  } catch (error) {
    // Not where it may have been taken, and only the answer was lost.
    const isRefused = error instanceof Cancelled || REFUSED.has(codeOf(error));
    if (isRefused) await signalUnknownKey((options as { rp?: { id?: string } }).rp?.id, response.id);
    throw error;
  }
}
