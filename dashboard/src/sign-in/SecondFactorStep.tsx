import {
  Alert,
  Box,
  Button,
  Checkbox,
  Divider,
  FormControlLabel,
  FormHelperText,
  Link,
  Stack,
  Typography,
} from '@mui/material';
import { useState } from 'react';
import { BeginSecurityKeyVerificationDocument, type SecondFactorMethod } from '#client/operations';
import { type Proof, type SecondFactorRequired, verify } from '#client/sign-in';
import { client, codeOf } from '../api/client';
import { usedCode } from '../api/session';
import { CodeProof } from '../components/CodeProof';
import { KeyProof } from '../components/KeyProof';
import { METHOD_ICONS } from '../components/method-icons';
import { useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { whyNoKeys } from '../components/webauthn';
import { WrittenCodeProof } from '../components/WrittenCodeProof';
import { useTexts } from '../i18n/texts';

const HEADINGS = {
  AUTHENTICATOR_APP: ['signIn.code.title', 'signIn.code.text'],
  SECURITY_KEY: ['signIn.key.title', 'signIn.key.text'],
  BACKUP_CODE: ['signIn.backup.title', 'signIn.backup.text'],
  RECOVERY_CODE: ['signIn.recovery.title', 'signIn.recovery.text'],
  BYPASS_CODE: ['signIn.bypass.title', 'signIn.bypass.text'],
} as const;
const USE = {
  AUTHENTICATOR_APP: 'signIn.useApp',
  SECURITY_KEY: 'signIn.useKey',
  BACKUP_CODE: 'signIn.useBackup',
} as const;

/** From an administrator; the server does not tell whether there is one. */
const SUBSTITUTES = { RECOVERY_CODE: 'recovery', BYPASS_CODE: 'bypass' } as const;
type Substitute = keyof typeof SUBSTITUTES;
const USE_SUBSTITUTE = { BYPASS_CODE: 'signIn.useBypass', RECOVERY_CODE: 'signIn.useRecovery' } as const;

const isSubstitute = (method: SecondFactorMethod | Substitute): method is Substitute => method in SUBSTITUTES;

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
  const [method, setMethod] = useState<SecondFactorMethod | Substitute>(methods[0] ?? 'RECOVERY_CODE');
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
      {asked.trustDeviceForDays > 0 && !isSubstitute(method) && (
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
      {method === 'AUTHENTICATOR_APP' && (
        <CodeProof
          isLocked={secondsLeft > 0}
          digits={asked.codeDigits}
          onCode={(code) => prove({ method, code })}
        />
      )}
      {method === 'SECURITY_KEY' && (
        <KeyProof begin={beginKey} onResponse={(response) => prove({ method, response })} />
      )}
      {method === 'BACKUP_CODE' && (
        <WrittenCodeProof
          kind="backup"
          isLocked={secondsLeft > 0}
          onCode={(code) => prove({ method, code })}
        />
      )}
      {isSubstitute(method) && (
        <WrittenCodeProof
          key={method}
          kind={SUBSTITUTES[method]}
          isLocked={secondsLeft > 0}
          onCode={(code) => prove({ method, code })}
        />
      )}
      <Divider />
      <Stack sx={{ gap: 0.5, alignItems: 'flex-start', mx: -1 }}>
        {methods
          .filter((other) => other !== method)
          .map((other) => {
            const Icon = METHOD_ICONS[other];
            return (
              <Button key={other} startIcon={<Icon />} onClick={() => setMethod(other)}>
                {t(USE[other])}
              </Button>
            );
          })}
        {(['BYPASS_CODE', 'RECOVERY_CODE'] as const)
          .filter((other) => other !== method)
          .map((other) => (
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
