import { Button, Stack, Typography } from '@mui/material';
import { type SubmitEvent, useState } from 'react';
import { PasswordField } from '../components/PasswordField';
import { useAction } from '../components/useAction';
import { isToWait, useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { useTexts } from '../i18n/texts';

/** Another password, for who came by a link; `onChosen` sends it. */
export function NewPasswordForm({ onChosen }: { onChosen: (newPassword: string) => Promise<void> }) {
  const { t } = useTexts();
  const [newPassword, setNewPassword] = useState('');
  const { secondsLeft, attempt } = useCountdown();
  const { isBusy, run, refusal, again } = useAction({
    inPlace: true,
    explain: (error) => (isToWait(error) ? null : undefined),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(() => attempt(() => onChosen(newPassword)));
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2.25 }}>
      <div>
        <Typography variant="h1">{t('activate.title')}</Typography>
        <Typography color="textSecondary" sx={{ mt: 0.5 }}>
          {t('activate.text')}
        </Typography>
      </div>
      <WaitAlert secondsLeft={secondsLeft} />
      <PasswordField
        label={t('security.password.new')}
        name="new-password"
        autoComplete="new-password"
        required
        autoFocus
        inputRef={again}
        value={newPassword}
        onChange={(event) => setNewPassword(event.target.value)}
        error={refusal !== null}
        helperText={refusal ?? t('errors.passwordPolicy')}
      />
      <Button type="submit" variant="contained" size="large" loading={isBusy} disabled={secondsLeft > 0}>
        {t('activate.submit')}
      </Button>
    </Stack>
  );
}
