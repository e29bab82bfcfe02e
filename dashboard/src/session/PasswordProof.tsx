import { useState } from 'react';
import { PasswordField } from '../components/PasswordField';
import { ProofForm } from '../components/ProofForm';
import { useTexts } from '../i18n/texts';

/** The password, of an account without a second factor. */
export function PasswordProof(props: {
  login: string;
  isLocked: boolean;
  onPassword: (password: string) => Promise<void>;
}) {
  const { t } = useTexts();
  const [password, setPassword] = useState('');
  return (
    <ProofForm
      isLocked={props.isLocked}
      wrong={{ code: 'INVALID_CREDENTIALS', text: t('proof.wrongPassword') }}
      prove={() => props.onPassword(password)}
    >
      {(error, field) => (
        <>
          {/* Tells password managers whose password is meant. */}
          <input type="text" name="username" autoComplete="username" value={props.login} readOnly hidden />
          <PasswordField
            label={t('proof.password')}
            name="password"
            autoComplete="current-password"
            autoFocus
            inputRef={field}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={error !== null}
            helperText={error ?? ' '}
            sx={{ mb: 1 }}
          />
        </>
      )}
    </ProofForm>
  );
}
