import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Alert, Button, Dialog, DialogContent, GlobalStyles, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useState } from 'react';
import { signingIn } from '../api/interruption';
import { publicSettingsQuery } from '../api/public-settings';
import { type Me, sessionEnded, signedInAgain } from '../api/session';
import { useStored } from '../api/store';
import { useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { whyNoKeys } from '../components/webauthn';
import { useTexts } from '../i18n/texts';
import { useServiceName } from '../components/useServiceName';
import type { Credentials } from '../sign-in/PasswordStep';
import { SignInSteps } from '../sign-in/SignInSteps';
import { usePasskeys } from '../sign-in/usePasskeys';
import { PasswordProof } from './PasswordProof';

/** All that is on the screen but this dialog: the page, and the dialogs, menus and hints over it. */
const BEHIND = '#root, body > [class*="Mui"]:not(.sign-in-again)';

/**
 * Raised when the session has ended while its pages are on the screen. What was typed there is kept, but nobody sees it
 * before the same person has signed in again: it may be somebody else who comes to the computer.
 */
export function SignInAgainDialog({ me }: { me: Me }) {
  const isAsked = useStored(signingIn.waiting) !== null;
  return isAsked && <Covering me={me} />;
}

function Covering({ me }: { me: Me }) {
  const { t } = useTexts();
  const service = useServiceName();
  const [isLost, setLost] = useState(false);
  const title = t('signInAgain.title');
  useLayoutEffect(() => {
    // It may name whose account is being looked at.
    const covered = document.title;
    document.title = title;
    return () => {
      document.title = covered;
    };
  }, [title]);
  const signedIn = async () => setLost(!(await signedInAgain()));
  return (
    <>
      {/* Children of what is hidden can show themselves, but not through what is transparent. */}
      <GlobalStyles
        styles={{
          [BEHIND]: {
            visibility: 'hidden !important',
            opacity: '0 !important',
            transition: 'none !important',
          },
        }}
      />
      {/* Without onClose: a stray click would lose what was typed. */}
      <Dialog
        open
        className="sign-in-again"
        slotProps={{ paper: { 'aria-label': title } }}
        fullWidth
        maxWidth="xs"
        transitionDuration={0}
      >
        <DialogContent sx={{ p: { xs: 3, sm: 4 } }}>
          {isLost && (
            <Alert severity="error" sx={{ mb: 2 }}>
              {t('errors.UNAUTHENTICATED')}
            </Alert>
          )}
          <SignInSteps service={service} onSignedIn={signedIn} onStartOver={sessionEnded}>
            {(begin) => <FirstStep me={me} onSubmit={begin} onSignedIn={signedIn} />}
          </SignInSteps>
        </DialogContent>
      </Dialog>
    </>
  );
}

/** The password of the account whose pages these are, or its passkey. */
function FirstStep(props: {
  me: Me;
  onSubmit: (credentials: Credentials) => Promise<void>;
  onSignedIn: () => Promise<void>;
}) {
  const { login, twoFactor } = props.me;
  const { t } = useTexts();
  const { data: settings } = useQuery(publicSettingsQuery);
  const { secondsLeft, attempt } = useCountdown();
  const {
    isOffered,
    isBusy: isAsking,
    start,
    again: passkeyButton,
    ...passkeys
  } = usePasskeys({
    isOffered:
      twoFactor.securityKeys.length > 0 &&
      (settings?.methods.includes('SECURITY_KEY') ?? false) &&
      whyNoKeys() === null,
    keepSignedIn: false,
    onSignedIn: props.onSignedIn,
  });
  const submit = (password: string) => {
    passkeys.forgetRefusal();
    // What was chosen when the session began is not known any more.
    return attempt(() => props.onSubmit({ login, password, keepSignedIn: false }));
  };
  return (
    <Stack sx={{ gap: 2 }}>
      <div>
        <Typography variant="h1">{t('signInAgain.title')}</Typography>
        <Typography color="textSecondary" sx={{ mt: 0.75, overflowWrap: 'anywhere' }}>
          {t('signInAgain.text', { login })}
        </Typography>
      </div>
      {passkeys.refusal !== null && <Alert severity="error">{passkeys.refusal}</Alert>}
      <WaitAlert secondsLeft={secondsLeft} />
      <PasswordProof login={login} isLocked={secondsLeft > 0} onPassword={submit} />
      {isOffered && (
        <Button
          ref={passkeyButton}
          variant="outlined"
          color="secondary"
          size="large"
          startIcon={<KeyOutlined />}
          loading={isAsking}
          onClick={() => void start()}
        >
          {t('signIn.passkey')}
        </Button>
      )}
      <Button color="secondary" onClick={sessionEnded}>
        {t('signInAgain.decline')}
      </Button>
    </Stack>
  );
}
