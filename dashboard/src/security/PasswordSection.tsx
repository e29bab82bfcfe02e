import { Alert, Button, Stack, Typography } from '@mui/material';
import { useNotify } from 'ra-core';
import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { LatchkeyError } from '../../../schema/client/errors';
import { ChangePasswordDocument } from '../../../schema/client/operations';
import { queryClient } from '../api/query-client';
import { send } from '../api/send';
import { FormDialog } from '../components/FormDialog';
import { PasswordField } from '../components/PasswordField';
import { Section } from '../components/Section';
import { useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';
import { useMe } from '../session/me';

// An address of its own: what /.well-known/change-password leads to.
const CHANGE = '/security/password';
const SHORTEST = 8;

export function PasswordSection() {
  const { t } = useTexts();
  const { passwordElsewhere } = useMe();
  const navigate = useNavigate();
  const isOpen = useLocation().pathname === CHANGE;
  if (passwordElsewhere) {
    return <Section title={t('security.password.title')} text={t('errors.PASSWORD_ELSEWHERE')} />;
  }
  return (
    <Section
      title={t('security.password.title')}
      text={t('security.password.text')}
      action={
        <Button variant="outlined" color="secondary" component={Link} to={CHANGE}>
          {t('security.password.change')}
        </Button>
      }
    >
      {isOpen && <PasswordDialog onClose={() => void navigate('/security')} />}
    </Section>
  );
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
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
      onClose();
    } catch (thrown) {
      failed(thrown);
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={t('security.password.change')}
      submit={t('security.password.change')}
      isBusy={isBusy}
      isDisabled={secondsLeft > 0 || newPassword.length < SHORTEST}
      onSubmit={submit}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{t('security.password.consequences')}</Typography>
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
      </Stack>
    </FormDialog>
  );
}
