import { Alert, Button, Stack, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { ConfirmContactAddressDocument } from '#client/operations';
import { client } from '../api/client';
import { queryClient } from '../api/query-client';
import { useAction } from '../components/useAction';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../components/useServiceName';
import { SignInFrame } from './SignInFrame';

/** Where the link in a mail leads. A button, since programs that look through mails follow links, too. */
export default function ConfirmAddressPage() {
  const { t } = useTexts();
  const service = useServiceName();
  const token = useLocation().hash.slice(1);
  const [isDone, setDone] = useState(false);
  const { isBusy, run, refusal, again } = useAction({ inPlace: true });

  useEffect(() => {
    document.title = `${t('confirmAddress.title')} · ${service}`;
  }, [t, service]);

  const confirm = () =>
    run(async () => {
      await client.send(ConfirmContactAddressDocument, { token });
      await queryClient.invalidateQueries();
      setDone(true);
    });
  return (
    <SignInFrame>
      <Stack sx={{ gap: 2.25 }}>
        <Typography variant="h1">{t('confirmAddress.title')}</Typography>
        <Typography color="textSecondary" role="status">
          {t(isDone ? 'confirmAddress.done' : 'confirmAddress.text')}
        </Typography>
        {refusal !== null && <Alert severity="error">{refusal}</Alert>}
        {isDone ? (
          <Button component={Link} to="/" variant="contained" size="large">
            {t('confirmAddress.goOn')}
          </Button>
        ) : (
          <Button
            ref={again}
            variant="contained"
            size="large"
            autoFocus
            loading={isBusy}
            onClick={() => void confirm()}
          >
            {t('confirmAddress.confirm')}
          </Button>
        )}
      </Stack>
    </SignInFrame>
  );
}
