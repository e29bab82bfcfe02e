import { Button, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router-dom';
import { lazyPage } from '../api/lazy-page';
import { root } from '../api/root';
import { type Me, usedCode } from '../api/session';
import { signInContextQuery } from '../api/sign-in-context';
import { useStored } from '../api/store';
import { useTexts } from '../i18n/texts';
import { Waiting } from '../shell/Screens';
import { SignInFrame } from '../sign-in/SignInFrame';
import { UsedCodeText } from './UsedCodeNotice';
import { usePasskeyOffer } from './usePasskeyOffer';

const PasskeyOfferStep = lazyPage(() => import('./PasskeyOfferStep'));
const StepUp = lazyPage(() => import('./StepUp'));

/**
 * Leaves for where the sign-in was begun, once those who are to prove themselves again have. The server alone decides
 * where that is, and whether it is anywhere.
 */
export default function Onward({ me, to }: { me: Me; to: string }) {
  const { data: context, isPending } = useQuery(signInContextQuery(to));
  const code = useStored(usedCode);
  if (isPending) return <Waiting />;
  if (context?.needs === 'REAUTHENTICATE')
    return <StepUp me={me} to={to} application={context.application} />;
  if (code !== null) return <BeforeLeaving me={me} kind={code} application={context?.application} />;
  return <OfferOrLeave me={me} to={to} application={context?.application} />;
}

/** Once a device: many come here for applications alone, and would never hear of it. */
function OfferOrLeave(props: { me: Me; to: string; application: string | undefined }) {
  const offer = usePasskeyOffer(props.me);
  if (offer === 'none' || offer === 'created') return <Leaving to={props.to} />;
  return offer === 'due' || offer === 'deciding' ? (
    <Waiting />
  ) : (
    <PasskeyOfferStep {...props} offer={offer} />
  );
}

/** Elsewhere nobody would tell them what to do about a loss. */
function BeforeLeaving(props: {
  me: Me;
  kind: 'BACKUP_CODE' | 'RECOVERY_CODE';
  application: string | undefined;
}) {
  const { me, kind, application } = props;
  const { t } = useTexts();
  return (
    <SignInFrame>
      <Stack sx={{ gap: 2.25 }}>
        <Typography variant="h1">{t('usedCode.title')}</Typography>
        <div>
          <UsedCodeText me={me} kind={kind} />
        </div>
        <Button variant="contained" size="large" autoFocus onClick={() => usedCode.set(null)}>
          {application === undefined ? t('common.continue') : t('usedCode.goOn', { application })}
        </Button>
        <Button component={Link} to="/security" replace>
          {t('usedCode.remove')}
        </Button>
      </Stack>
    </SignInFrame>
  );
}

function Leaving({ to }: { to: string }) {
  useEffect(() => {
    // Not kept in the history: going back would only lead here again.
    window.location.replace(`${root}auth/continue?${new URLSearchParams({ to }).toString()}`);
  }, [to]);
  return <Waiting />;
}
