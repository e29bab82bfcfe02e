import { Button } from '@mui/material';
import { type SubmitEvent, useState } from 'react';
import { codeOf } from '../api/client';
import { PasswordField } from '../components/PasswordField';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';

/** The password, of an account without a second factor. */
export function PasswordProof(props: {
  login: string;
  isLocked: boolean;
  onPassword: (password: string) => Promise<void>;
}) {
  const { t } = useTexts();
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  // While locked, the countdown says it.
  const shown = props.isLocked ? null : error;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await props.onPassword(password);
    } catch (thrown) {
      setError(codeOf(thrown) === 'INVALID_CREDENTIALS' ? t('proof.wrongPassword') : errorText(t, thrown));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {/* Tells password managers whose password is meant. */}
      <input type="text" name="username" autoComplete="username" value={props.login} readOnly hidden />
      <PasswordField
        label={t('proof.password')}
        name="password"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={shown !== null}
        helperText={shown ?? ' '}
        sx={{ mb: 1 }}
      />
      <Button
        type="submit"
        variant="contained"
        size="large"
        fullWidth
        loading={isBusy}
        disabled={props.isLocked}
      >
        {t('proof.confirm')}
      </Button>
    </form>
  );
}
