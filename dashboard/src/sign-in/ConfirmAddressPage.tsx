import { Alert, Button, Stack, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { ConfirmContactAddressDocument } from '#client/operations';
import { client } from '../api/client';
import { queryClient } from '../api/query-client';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../components/useServiceName';
import { SignInFrame } from './SignInFrame';

/** Where the link in a mail leads. A button, since programs that look through mails follow links, too. */
export function ConfirmAddressPage() {
  const { t } = useTexts();
  const service = useServiceName();
  const token = useLocation().hash.slice(1);
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    document.title = `${t('confirmAddress.title')} · ${service}`;
  }, [t, service]);

  const confirm = async () => {
    setBusy(true);
    try {
      await client.send(ConfirmContactAddressDocument, { token });
      await queryClient.invalidateQueries();
      setError(null);
      setDone(true);
    } catch (thrown) {
      setError(errorText(t, thrown));
    }
    setBusy(false);
  };
  return (
    <SignInFrame service={service}>
      <Stack sx={{ gap: 2.25 }}>
        <Typography variant="h1">{t('confirmAddress.title')}</Typography>
        <Typography color="textSecondary" role="status">
          {t(isDone ? 'confirmAddress.done' : 'confirmAddress.text')}
        </Typography>
        {error !== null && <Alert severity="error">{error}</Alert>}
        {isDone ? (
          <Button component={Link} to="/" variant="contained" size="large">
            {t('confirmAddress.goOn')}
          </Button>
        ) : (
          <Button variant="contained" size="large" autoFocus loading={isBusy} onClick={() => void confirm()}>
            {t('confirmAddress.confirm')}
          </Button>
        )}
      </Stack>
    </SignInFrame>
  );
}
