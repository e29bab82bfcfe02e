import { Alert, Button, Divider, Stack, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import {
  BeginPasswordResetWithSecurityKeyDocument,
  OpenPasswordResetDocument,
  type OpenPasswordResetMutation,
  ResetPasswordByMailDocument,
  type SecondFactorMethod,
} from '#client/operations';
import { LatchkeyError } from '#client/errors';
import { client, codeOf } from '../api/client';
import { useCountdown } from '../components/useCountdown';
import { useServiceName } from '../components/useServiceName';
import { WaitAlert } from '../components/WaitAlert';
import { whyNoKeys } from '../components/webauthn';
import { useTexts } from '../i18n/texts';
import { HEADINGS, MethodProof, OtherMethods } from './MethodProof';
import { NewPasswordForm } from './NewPasswordForm';
import { SignInFrame } from './SignInFrame';

type Opened = OpenPasswordResetMutation['openPasswordReset'];
interface Given {
  newPassword: string;
  code?: string;
  response?: unknown;
}
/** Sends what there is; what the link does no more is said by the page. */
type Reset = (given: Given) => Promise<void>;

type Step =
  | { name: 'password' | 'over' }
  | { name: 'second-factor'; newPassword: string; opened: Opened }
  | { name: 'done'; login: string };

/** Where the link of a forgotten password leads: another password, and the second factor where one is set up. */
export default function ResetPasswordPage() {
  const { t } = useTexts();
  const service = useServiceName();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const [token] = useState(hash.slice(1));
  const [step, setStep] = useState<Step>({ name: token === '' ? 'over' : 'password' });

  useEffect(() => {
    document.title = t('activate.documentTitle', { service });
  }, [t, service]);
  // Neither the history nor somebody looking over a shoulder needs it.
  useEffect(() => {
    if (hash !== '') void navigate('/reset-password', { replace: true });
  }, [hash, navigate]);

  const orOver = async (send: () => Promise<void>) => {
    try {
      await send();
    } catch (error) {
      if (codeOf(error) !== 'CHALLENGE_EXPIRED') throw error;
      setStep({ name: 'over' });
    }
  };
  const reset: Reset = (given) =>
    orOver(async () => {
      const sent = await client.send(ResetPasswordByMailDocument, { token, ...given });
      setStep({ name: 'done', login: sent.resetPasswordByMail });
    });
  // The rules of passwords come first: what is asked for afterwards is asked for once.
  const choose = async (newPassword: string) => {
    try {
      await reset({ newPassword });
    } catch (error) {
      if (!(error instanceof LatchkeyError) || error.details.field !== 'code') throw error;
      await orOver(async () => {
        const { openPasswordReset: opened } = await client.send(OpenPasswordResetDocument, { token });
        setStep({ name: 'second-factor', newPassword, opened });
      });
    }
  };
  return (
    <SignInFrame>
      {step.name === 'password' && <NewPasswordForm onChosen={choose} />}
      {step.name === 'second-factor' && (
        <SecondFactor
          opened={step.opened}
          service={service}
          beginKey={async () =>
            (await client.send(BeginPasswordResetWithSecurityKeyDocument, { token }))
              .beginPasswordResetWithSecurityKey
          }
          onProof={(proof) => reset({ newPassword: step.newPassword, ...proof })}
        />
      )}
      {step.name === 'done' && (
        <Stack sx={{ gap: 2.25 }}>
          <Typography variant="h1">{t('activate.doneTitle')}</Typography>
          <Typography color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {t('activate.doneText', { login: step.login })}
          </Typography>
          <Button component={Link} to="/sign-in" replace variant="contained" size="large">
            {t('signIn.submit')}
          </Button>
        </Stack>
      )}
      {step.name === 'over' && (
        <Stack sx={{ gap: 2.25 }}>
          <Typography variant="h1">{t('activate.overTitle')}</Typography>
          <Typography color="textSecondary">{t('forgotten.overText')}</Typography>
          <Button component={Link} to="/forgotten-password" replace variant="contained" size="large">
            {t('forgotten.again')}
          </Button>
        </Stack>
      )}
    </SignInFrame>
  );
}

function SecondFactor(props: {
  opened: Opened;
  service: string;
  beginKey: () => Promise<unknown>;
  onProof: (proof: { code?: string; response?: unknown }) => Promise<void>;
}) {
  const { t } = useTexts();
  const { opened, service } = props;
  const noKeys = whyNoKeys();
  const methods = opened.methods.filter((method) => method !== 'SECURITY_KEY' || noKeys === null);
  const [method, setMethod] = useState<SecondFactorMethod | undefined>(methods[0]);
  const { secondsLeft, attempt } = useCountdown();
  if (method === undefined) return <Alert severity="info">{t(noKeys ?? 'proof.impossible')}</Alert>;
  const [title, text] = HEADINGS[method];
  return (
    <Stack sx={{ gap: 2.25 }}>
      <div>
        <Typography variant="h1">{t(title)}</Typography>
        <Typography color="textSecondary" sx={{ mt: 0.75 }}>
          {t(text, { service })}
        </Typography>
      </div>
      {noKeys !== null && methods.length < opened.methods.length && (
        <Alert severity="info">{t(noKeys)}</Alert>
      )}
      <WaitAlert secondsLeft={secondsLeft} />
      <MethodProof
        method={method}
        isLocked={secondsLeft > 0}
        digits={opened.codeDigits}
        beginKey={props.beginKey}
        onProof={(proof) =>
          attempt(() =>
            props.onProof(
              proof.method === 'SECURITY_KEY' ? { response: proof.response } : { code: proof.code },
            ),
          )
        }
      />
      {methods.length > 1 && (
        <>
          <Divider />
          <Stack sx={{ gap: 0.5, alignItems: 'flex-start', mx: -1 }}>
            <OtherMethods methods={methods} method={method} onChoose={setMethod} />
          </Stack>
        </>
      )}
    </Stack>
  );
}
