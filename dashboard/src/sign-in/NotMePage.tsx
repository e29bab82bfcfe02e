import { Alert, Button, Stack, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { ReportCompromiseDocument } from '#client/operations';
import { client, codeOf } from '../api/client';
import { queryClient } from '../api/query-client';
import { useAction } from '../components/useAction';
import { useServiceName } from '../components/useServiceName';
import { useTexts } from '../i18n/texts';
import { SignInFrame } from './SignInFrame';

const SAYS = {
  asking: { title: 'notMe.title', text: 'notMe.text' },
  done: { title: 'notMe.doneTitle', text: 'notMe.done' },
  over: { title: 'notMe.overTitle', text: 'notMe.over' },
} as const;

/** Where the second link of a mail leads. A button, since programs that look through mails follow links, too. */
export default function NotMePage() {
  const { t } = useTexts();
  const service = useServiceName();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const [token] = useState(hash.slice(1));
  const [state, setState] = useState<keyof typeof SAYS>(token === '' ? 'over' : 'asking');
  const { isBusy, run, refusal, again } = useAction({ inPlace: true });
  const { title, text } = SAYS[state];

  useEffect(() => {
    document.title = `${t(title)} · ${service}`;
  }, [t, title, service]);
  // Neither the history nor somebody looking over a shoulder needs it.
  useEffect(() => {
    if (hash !== '') void navigate('/not-me', { replace: true });
  }, [hash, navigate]);

  const report = () =>
    run(async () => {
      try {
        await client.send(ReportCompromiseDocument, { token });
        setState('done');
      } catch (error) {
        if (codeOf(error) !== 'CHALLENGE_EXPIRED') throw error;
        setState('over');
      }
      await queryClient.invalidateQueries();
    });
  return (
    <SignInFrame>
      <Stack sx={{ gap: 2.25 }}>
        <Typography variant="h1">{t(title)}</Typography>
        <Typography color="textSecondary" role="status">
          {t(text)}
        </Typography>
        {refusal !== null && <Alert severity="error">{refusal}</Alert>}
        {state === 'asking' ? (
          <Button
            ref={again}
            variant="contained"
            color="error"
            size="large"
            loading={isBusy}
            onClick={() => void report()}
          >
            {t('notMe.confirm')}
          </Button>
        ) : (
          <Button component={Link} to="/sign-in" replace>
            {t('signIn.title')}
          </Button>
        )}
      </Stack>
    </SignInFrame>
  );
}
