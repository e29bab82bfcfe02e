import { Alert } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { ChangePasswordDocument } from '#client/operations';
import { codeOf } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { endedAppPasswords } from '../../api/session';
import { PasswordField } from '../../components/PasswordField';
import { useAction } from '../../components/useAction';
import { isToWait, useCountdown } from '../../components/useCountdown';
import { useSay } from '../../components/useSay';
import { WaitAlert } from '../../components/WaitAlert';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';

// The server asks for more where nothing stands beside it.
const SHORTEST = 8;

/** The fields of a form that changes one's password, and what sends them; `ending`: the app passwords that go with it. */
export function useChangePassword(
  onChanged: () => void,
  ending: readonly string[] = [],
): {
  isBusy: boolean;
  isBlocked: boolean;
  submit: () => Promise<unknown>;
  fields: ReactNode;
} {
  const { t } = useTexts();
  const { login } = useMe();
  const say = useSay();
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const { secondsLeft, attempt } = useCountdown();
  const { isBusy, run, error, refusal, again } = useAction({
    inPlace: true,
    explain: (thrown) => {
      if (isToWait(thrown)) return null;
      return codeOf(thrown) === 'INVALID_CREDENTIALS' ? t('proof.wrongPassword') : undefined;
    },
  });
  const code = codeOf(error);
  const isOfCurrent = code === 'INVALID_CREDENTIALS';
  const isOfNew = code === 'BAD_USER_INPUT';
  const submit = () =>
    run(async () => {
      await attempt(() => send(ChangePasswordDocument, { currentPassword, newPassword }));
      await queryClient.invalidateQueries();
      endedAppPasswords.set(ending);
      say(t('security.password.changed'));
      onChanged();
    });
  return {
    isBusy,
    isBlocked: secondsLeft > 0 || newPassword.length < SHORTEST,
    submit,
    fields: (
      <>
        <WaitAlert secondsLeft={secondsLeft} />
        {!isOfCurrent && !isOfNew && refusal !== null && <Alert severity="error">{refusal}</Alert>}
        <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
        <PasswordField
          label={t('security.password.current')}
          autoComplete="current-password"
          autoFocus
          inputRef={isOfNew ? undefined : again}
          required
          value={currentPassword}
          onChange={(event) => setCurrentPassword(event.target.value)}
          error={isOfCurrent}
          helperText={isOfCurrent ? refusal : undefined}
        />
        <PasswordField
          label={t('security.password.new')}
          autoComplete="new-password"
          inputRef={isOfNew ? again : undefined}
          required
          value={newPassword}
          onChange={(event) => setNewPassword(event.target.value)}
          error={isOfNew}
          helperText={isOfNew ? refusal : t('errors.passwordPolicy')}
        />
      </>
    ),
  };
}
