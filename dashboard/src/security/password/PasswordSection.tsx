import { Alert, Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { endingAppPasswords, working } from '../../components/ending-app-passwords';
import { FormDialog } from '../../components/FormDialog';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { ownAppPasswordsQuery } from '../app-passwords/own-app-passwords';
import { useChangePassword } from './useChangePassword';

// An address of its own: what /.well-known/change-password leads to.
const CHANGE = '/security/password';

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
  const { data } = useQuery(ownAppPasswordsQuery);
  const ending = working(data?.me?.appPasswords ?? []).map(({ name }) => name);
  const { isBusy, isBlocked, submit, fields } = useChangePassword(onClose, ending);
  return (
    <FormDialog
      title={t('security.password.change')}
      submit={t('security.password.change')}
      isBusy={isBusy}
      isDisabled={isBlocked}
      onSubmit={submit}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{t('security.password.consequences')}</Typography>
        {endingAppPasswords(t, ending).map((sentence) => (
          <Alert key={sentence} severity="warning">
            {sentence}
          </Alert>
        ))}
        {fields}
      </Stack>
    </FormDialog>
  );
}
