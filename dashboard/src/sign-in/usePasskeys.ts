import { browserSupportsWebAuthnAutofill } from '@simplewebauthn/browser';
import { useEffect, useEffectEvent } from 'react';
import { LatchkeyError } from '#client/errors';
import { BeginPasskeySignInDocument } from '#client/operations';
import { signInWithPasskey } from '#client/sign-in';
import { client, codeOf } from '../api/client';
import { signalUnknownKey } from '../components/passkey-signal';
import { useAction } from '../components/useAction';
import {
  askKey,
  awaitAutofill,
  KEY_REFUSALS,
  KeyRefused,
  WebAuthnAbortService,
} from '../components/webauthn';
import { useTexts } from '../i18n/texts';

// The server forgets a request after five minutes; a suggestion chosen later must still count.
const RENEW_AFTER = 4 * 60_000;

// Refusals that concern the passkey which was chosen.
const OF_THE_PASSKEY = new Set<string | undefined>(['INVALID_CODE', 'PASSWORD_REQUIRED']);

const begin = async (): Promise<unknown> =>
  (await client.send(BeginPasskeySignInDocument)).beginPasskeySignIn;

/** Signing in with a passkey: by the button, or chosen from the login field's suggestions. */
export function usePasskeys(props: {
  isOffered: boolean;
  keepSignedIn?: boolean;
  onSignedIn: () => Promise<void>;
}) {
  const { isOffered, keepSignedIn } = props;
  const { t } = useTexts();
  const { isBusy, run, refusal, refuse, forgetRefusal, again } = useAction({
    inPlace: true,
    explain: (error) => {
      if (error instanceof KeyRefused) {
        return error.reason === 'superseded' ? null : t(KEY_REFUSALS[error.reason]);
      }
      return codeOf(error) === 'INVALID_CODE' ? t('errors.keyUnknown') : undefined;
    },
  });

  const finish = async (options: unknown, response: { id: string }) => {
    try {
      await signInWithPasskey(client, response, keepSignedIn === undefined ? {} : { keepSignedIn });
    } catch (error) {
      if (error instanceof LatchkeyError && error.details.unknownCredential)
        void signalUnknownKey((options as { rpId?: string }).rpId, response.id);
      throw error;
    }
    await props.onSignedIn();
  };
  const chosenFromSuggestions = useEffectEvent(async (isCurrent: () => boolean) => {
    try {
      const options = await begin();
      if (!isCurrent()) return;
      await finish(options, await awaitAutofill(options));
    } catch (error) {
      // Without suggestions the button is still there.
      if (!(error instanceof KeyRefused) && OF_THE_PASSKEY.has(codeOf(error))) refuse(error);
    }
  });

  useEffect(() => {
    if (!isOffered || isBusy) return;
    let isCurrent = true;
    let timer: ReturnType<typeof setInterval> | undefined;
    const suggest = () => void chosenFromSuggestions(() => isCurrent);
    void browserSupportsWebAuthnAutofill().then((isSupported) => {
      if (!isSupported || !isCurrent) return;
      suggest();
      timer = setInterval(suggest, RENEW_AFTER);
    });
    return () => {
      isCurrent = false;
      clearInterval(timer);
      WebAuthnAbortService.cancelCeremony();
    };
  }, [isOffered, isBusy]);

  const start = () =>
    run(async () => {
      const options = await begin();
      await finish(options, await askKey(options));
    });
  return { isOffered, isBusy, start, refusal, forgetRefusal, again };
}
