import {
  Alert,
  Box,
  Checkbox,
  Divider,
  FormControlLabel,
  FormHelperText,
  Link,
  Stack,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import { BeginSecurityKeyVerificationDocument } from '#client/operations';
import { type Proof, type SecondFactorRequired, verify } from '#client/sign-in';
import { client, codeOf } from '../api/client';
import { usedCode } from '../api/session';
import { useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { whyNoKeys } from '../components/webauthn';
import { useTexts } from '../i18n/texts';
import { HEADINGS, type Method, MethodProof, OtherMethods, SUBSTITUTES } from './MethodProof';

const USE_SUBSTITUTE = { BYPASS_CODE: 'signIn.useBypass', RECOVERY_CODE: 'signIn.useRecovery' } as const;

const trustsNoDevice = (method: Method): boolean => SUBSTITUTES.some((one) => one === method);

/** The second factor: the best method this browser can do, the others one click away. */
export function SecondFactorStep(props: {
  service: string;
  login: string;
  asked: SecondFactorRequired;
  onSignedIn: (proof: Proof) => Promise<void>;
  onExpired: () => void;
  onStartOver: () => void;
}) {
  const { asked, service } = props;
  const { t } = useTexts();
  const noKeys = whyNoKeys();
  const methods = asked.methods.filter((method) => method !== 'SECURITY_KEY' || noKeys === null);
  const [method, setMethod] = useState<Method>(methods[0] ?? 'RECOVERY_CODE');
  const [trustDevice, setTrustDevice] = useState(false);
  const { secondsLeft, attempt } = useCountdown();

  const [title, text] = HEADINGS[method];
  const prove = async (proof: Proof) => {
    try {
      await attempt(() => verify(client, asked.challenge, proof, { trustDevice }));
    } catch (error) {
      if (codeOf(error) === 'CHALLENGE_EXPIRED') return props.onExpired();
      throw error;
    }
    if (proof.method === 'BACKUP_CODE' || proof.method === 'RECOVERY_CODE') usedCode.set(proof.method);
    await props.onSignedIn(proof);
  };
  const beginKey = async () => {
    try {
      const { challenge } = asked;
      return (await client.send(BeginSecurityKeyVerificationDocument, { challenge }))
        .beginSecurityKeyVerification;
    } catch (error) {
      if (codeOf(error) === 'CHALLENGE_EXPIRED') props.onExpired();
      throw error;
    }
  };

  return (
    <Stack sx={{ gap: 2.25 }}>
      <div>
        <Typography variant="h1">{t(title)}</Typography>
        <Typography color="textSecondary" sx={{ mt: 0.75 }}>
          {t(text, { service })}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
          {t('signIn.as', { login: props.login })}{' '}
          <Link
            component="button"
            type="button"
            onClick={props.onStartOver}
            sx={{ verticalAlign: 'baseline' }}
          >
            {t('signIn.startOver')}
          </Link>
        </Typography>
      </div>
      {noKeys !== null && methods.length < asked.methods.length && <Alert severity="info">{t(noKeys)}</Alert>}
      <WaitAlert secondsLeft={secondsLeft} />
      {/* Above what sends itself: it is seen and reached before. */}
      {asked.trustDeviceForDays > 0 && !trustsNoDevice(method) && (
        <Box>
          <FormControlLabel
            sx={{ mr: 0 }}
            control={
              <Checkbox
                checked={trustDevice}
                onChange={(event) => setTrustDevice(event.target.checked)}
                slotProps={{ input: { 'aria-describedby': 'trust-text' } }}
              />
            }
            label={t('signIn.trust', { smart_count: asked.trustDeviceForDays })}
          />
          <FormHelperText id="trust-text" sx={{ mt: -0.5, ml: '31px !important' }}>
            {t('signIn.trustText')}
          </FormHelperText>
        </Box>
      )}
      <MethodProof
        method={method}
        isLocked={secondsLeft > 0}
        digits={asked.codeDigits}
        beginKey={beginKey}
        onProof={prove}
      />
      <Divider />
      <Stack sx={{ gap: 0.5, alignItems: 'flex-start', mx: -1 }}>
        <OtherMethods methods={methods} method={method} onChoose={setMethod} />
        {SUBSTITUTES.filter((other) => other !== method).map((other) => (
          <Link
            key={other}
            component="button"
            type="button"
            variant="body2"
            color="textSecondary"
            onClick={() => setMethod(other)}
            sx={{ px: 1.25, py: 0.5, textAlign: 'left' }}
          >
            {t(USE_SUBSTITUTE[other])}
          </Link>
        ))}
      </Stack>
    </Stack>
  );
}
