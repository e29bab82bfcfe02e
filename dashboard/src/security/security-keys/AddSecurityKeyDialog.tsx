import { Alert, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import {
  BeginSecurityKeyRegistrationDocument,
  FinishSecurityKeyRegistrationDocument,
} from '#client/operations';
import { send } from '../../api/send';
import { factorsChanged, hasChangedFactors } from '../../api/session';
import { FormDialog } from '../../components/FormDialog';
import { NameField } from '../../components/NameField';
import { signalAcceptedKeys } from '../../components/passkey-signal';
import { useAction } from '../../components/useAction';
import { KEY_REFUSALS, KeyRefused, registerKey } from '../../components/webauthn';
import { useTexts } from '../../i18n/texts';

/** First the key, then what to call it. */
export function AddSecurityKeyDialog({ onClose, onAdded }: { onClose: () => void; onAdded?: () => void }) {
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ isInDialog: true });
  const [response, setResponse] = useState<unknown>(null);
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);

  const ask = () =>
    run(
      async () => {
        setError(null);
        const options = (await send(BeginSecurityKeyRegistrationDocument)).beginSecurityKeyRegistration;
        try {
          const registered = await registerKey(options);
          const isThisDevice = registered.authenticatorAttachment === 'platform';
          setName(t(isThisDevice ? 'security.keys.thisDevice' : 'security.keys.newKey'));
          setResponse(registered);
        } catch (thrown) {
          if (!(thrown instanceof KeyRefused)) throw thrown;
          setError(t(KEY_REFUSALS[thrown.reason]));
        }
      },
      undefined,
      t('errors.tooManyKeys'),
    );
  const save = async () => {
    const saved = await run(
      async () => {
        await send(FinishSecurityKeyRegistrationDocument, { name: name.trim(), response });
        await signalAcceptedKeys();
        if (onAdded) hasChangedFactors.set(true);
        else await factorsChanged();
      },
      t('security.keys.added'),
      t('errors.keyKnown'),
    );
    if (!saved) setResponse(null);
    else if (onAdded) onAdded();
    else onClose();
  };

  return (
    <FormDialog
      title={t('security.keys.addTitle')}
      submit={t(response !== null ? 'common.save' : error === null ? 'common.continue' : 'common.retry')}
      isBusy={isBusy}
      focusesSubmit={response === null}
      onSubmit={response === null ? ask : save}
      onClose={onClose}
    >
      {response === null ? (
        <Stack sx={{ gap: 2 }}>
          <Typography color="textSecondary">{t('security.keys.addText')}</Typography>
          {(error ?? refusal) !== null && <Alert severity="error">{error ?? refusal}</Alert>}
        </Stack>
      ) : (
        <Stack sx={{ gap: 2 }}>
          <Alert severity="success">{t('security.keys.ready')}</Alert>
          <NameField label={t('security.keys.nameLabel')} name={name} onName={setName} />
        </Stack>
      )}
    </FormDialog>
  );
}
