import { Alert } from '@mui/material';
import { useNotify } from 'ra-core';
import { type ReactNode, useState } from 'react';
import { LatchkeyError } from '#client/errors';
import { ChangePasswordDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { PasswordField } from '../../components/PasswordField';
import { useCountdown } from '../../components/useCountdown';
import { WaitAlert } from '../../components/WaitAlert';
import { errorText } from '../../i18n/errors';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';

// The server asks for more where nothing stands beside it.
const SHORTEST = 8;

/** The fields of a form that changes one's password, and what sends them. */
export function useChangePassword(onChanged: () => void): {
  isBusy: boolean;
  isBlocked: boolean;
  submit: () => Promise<void>;
  fields: ReactNode;
} {
  const { t } = useTexts();
  const { login } = useMe();
  const notify = useNotify();
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<{ field: 'current' | 'new' | null; text: string | null }>({
    field: null,
    text: null,
  });
  const { secondsLeft, start } = useCountdown();

  const failed = (thrown: unknown) => {
    const code = thrown instanceof LatchkeyError ? thrown.code : undefined;
    if (thrown instanceof LatchkeyError && code === 'TOO_MANY_ATTEMPTS')
      start(thrown.details.retryAfter ?? 1);
    else if (code === 'INVALID_CREDENTIALS') setError({ field: 'current', text: t('proof.wrongPassword') });
    else setError({ field: code === 'BAD_USER_INPUT' ? 'new' : null, text: errorText(t, thrown) });
  };
  const submit = async () => {
    setBusy(true);
    setError({ field: null, text: null });
    try {
      await send(ChangePasswordDocument, { currentPassword, newPassword });
      await queryClient.invalidateQueries();
      const done = t('security.password.changed');
      notify(done, { type: 'success', messageArgs: { _: done } });
      onChanged();
    } catch (thrown) {
      failed(thrown);
      setBusy(false);
    }
  };
  return {
    isBusy,
    isBlocked: secondsLeft > 0 || newPassword.length < SHORTEST,
    submit,
    fields: (
      <>
        <WaitAlert secondsLeft={secondsLeft} />
        {error.field === null && error.text !== null && <Alert severity="error">{error.text}</Alert>}
        <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
        <PasswordField
          label={t('security.password.current')}
          autoComplete="current-password"
          autoFocus
          required
          value={currentPassword}
          onChange={(event) => setCurrentPassword(event.target.value)}
          error={error.field === 'current'}
          helperText={error.field === 'current' ? error.text : undefined}
        />
        <PasswordField
          label={t('security.password.new')}
          autoComplete="new-password"
          required
          value={newPassword}
          onChange={(event) => setNewPassword(event.target.value)}
          error={error.field === 'new'}
          helperText={error.field === 'new' ? error.text : t('errors.passwordPolicy')}
        />
      </>
    ),
  };
}
