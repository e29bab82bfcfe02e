import {
  BeginSecurityKeyRegistrationDocument,
  FinishSecurityKeyRegistrationDocument,
  RemoveSecurityKeyDocument,
} from '#client/operations';
import { codeOf } from '../api/client';
import { send } from '../api/send';
import { factorsChanged, type Me, passkeyOffer, sessionChanged } from '../api/session';
import { signalAcceptedKeys } from '../components/passkey-signal';
import { useAction } from '../components/useAction';
import { KEY_REFUSALS, KeyRefused, registerKey } from '../components/webauthn';
import { useTexts } from '../i18n/texts';
import { askNoMore, postpone } from './passkey-postponed';
import { keepPasskey } from './usePasskeyOffer';

/** What one may answer to the offer of a passkey, and to one that was saved. */
export function usePasskeyAnswers(me: Me) {
  const { t } = useTexts();
  const { isBusy, run, refusal } = useAction({
    inPlace: true,
    explain: (error) => {
      if (error instanceof KeyRefused) return t(KEY_REFUSALS[error.reason]);
      return codeOf(error) === 'CONFLICT' ? t('errors.tooManyKeys') : undefined;
    },
  });
  const close = () => passkeyOffer.set('none');

  const create = () =>
    run(async () => {
      const options = (await send(BeginSecurityKeyRegistrationDocument, { onThisDevice: true }))
        .beginSecurityKeyRegistration;
      try {
        await keepPasskey(me, t, options, registerKey, (name, response) =>
          send(FinishSecurityKeyRegistrationDocument, { name, response }),
        );
      } catch (error) {
        if (!(error instanceof KeyRefused && error.reason === 'known')) throw error;
        askNoMore(me.id);
        passkeyOffer.set('known');
        return;
      }
      askNoMore(me.id);
      await factorsChanged();
      passkeyOffer.set('created');
    });
  const undo = (id: string) =>
    run(async () => {
      await send(RemoveSecurityKeyDocument, { id });
      await signalAcceptedKeys();
      await sessionChanged();
      close();
    }, t('passkeyOffer.undone'));
  return {
    isBusy,
    refusal,
    create: () => void create(),
    undo: (id: string) => void undo(id),
    later: () => {
      postpone(me.id);
      close();
    },
    never: () => {
      askNoMore(me.id);
      close();
    },
    close,
  };
}
