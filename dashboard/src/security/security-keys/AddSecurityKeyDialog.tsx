import { Alert, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import {
  BeginSecurityKeyRegistrationDocument,
  FinishSecurityKeyRegistrationDocument,
} from '#client/operations';
import { codeOf } from '../../api/client';
import { send } from '../../api/send';
import { factorsChanged, hasChangedFactors } from '../../api/session';
import { FormDialog } from '../../components/FormDialog';
import { NameField } from '../../components/NameField';
import { signalAcceptedKeys } from '../../components/passkey-signal';
import { useAction } from '../../components/useAction';
import { KEY_REFUSALS, KeyRefused, registerKey } from '../../components/webauthn';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';

// The list of models is long.
const keyNames = () => import('../../components/key-name');

/** First the key, then what to call it. */
export function AddSecurityKeyDialog({ onClose, onAdded }: { onClose: () => void; onAdded?: () => void }) {
  const { t } = useTexts();
  const { securityKeys } = useMe().twoFactor;
  const { isBusy, refusal, error, run } = useAction({ inPlace: true });
  const [response, setResponse] = useState<unknown>(null);
  const [name, setName] = useState('');

  const ask = () =>
    run(
      async () => {
        const options = (await send(BeginSecurityKeyRegistrationDocument)).beginSecurityKeyRegistration;
        const registered = await registerKey(options);
        const { nameOfKey } = await keyNames();
        const taken = securityKeys.map((key) => key.name);
        setName(nameOfKey(t, registered, taken));
        setResponse(registered);
      },
      undefined,
      (thrown) => {
        if (thrown instanceof KeyRefused) return t(KEY_REFUSALS[thrown.reason]);
        return codeOf(thrown) === 'CONFLICT' ? t('errors.tooManyKeys') : undefined;
      },
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
      (thrown) => (codeOf(thrown) === 'CONFLICT' ? t('errors.keyKnown') : undefined),
    );
    if (!saved) forget();
    else if (onAdded) onAdded();
    else onClose();
  };
  const forget = () => {
    setResponse(null);
    // The browser would offer a passkey that was made, but is not known here.
    void signalAcceptedKeys();
  };

  return (
    <FormDialog
      title={t('security.keys.addTitle')}
      submit={t(
        response !== null ? 'common.save' : error instanceof KeyRefused ? 'common.retry' : 'common.continue',
      )}
      isBusy={isBusy}
      focusesSubmit={response === null}
      onSubmit={response === null ? ask : save}
      onClose={() => {
        if (response !== null) forget();
        onClose();
      }}
    >
      {response === null ? (
        <Stack sx={{ gap: 2 }}>
          <Typography color="textSecondary">{t('security.keys.addText')}</Typography>
          {refusal !== null && <Alert severity="error">{refusal}</Alert>}
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
