import CloseOutlined from '@mui/icons-material/CloseOutlined';
import {
  Alert,
  Button,
  Dialog,
  DialogContent,
  DialogTitle,
  IconButton,
  Stack,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  BeginReauthenticationWithSecurityKeyDocument,
  ReauthenticateDocument,
  ReauthenticateWithSecurityKeyDocument,
} from '#client/operations';
import { client, codeOf } from '../api/client';
import { Cancelled, proving, type Waiting } from '../api/interruption';
import { publicSettingsQuery } from '../api/public-settings';
import { type Me, signInAgain } from '../api/session';
import { useStored } from '../api/store';
import { CodeProof } from '../components/CodeProof';
import { KeyProof } from '../components/KeyProof';
import { METHOD_ICONS } from '../components/method-icons';
import { useCountdown } from '../components/useCountdown';
import { WaitAlert } from '../components/WaitAlert';
import { whyNoKeys } from '../components/webauthn';
import { WrittenCodeProof } from '../components/WrittenCodeProof';
import { useTexts } from '../i18n/texts';
import { PasswordProof } from './PasswordProof';

type Means = 'PASSWORD' | 'AUTHENTICATOR_APP' | 'SECURITY_KEY' | 'BACKUP_CODE';

const USE = {
  AUTHENTICATOR_APP: 'signIn.useApp',
  SECURITY_KEY: 'signIn.useKey',
  BACKUP_CODE: 'signIn.useBackup',
} as const;

/** What the server would accept of this account, best first. */
function meansOf({ twoFactor }: Me, twoFactorAvailable: boolean): Means[] {
  if (!twoFactor.enabled || !twoFactorAvailable) return ['PASSWORD'];
  const means: Means[] = [];
  if (twoFactor.authenticatorApp) means.push('AUTHENTICATOR_APP');
  if (twoFactor.securityKeys.length > 0 && whyNoKeys() === null) means.push('SECURITY_KEY');
  if (twoFactor.backupCodesRemaining > 0) means.push('BACKUP_CODE');
  return means;
}

/** Raised by any action that the server wants proof for; once it is given, that action continues by itself. */
export function ReauthenticationDialog({ me, why }: { me: Me; why?: string }) {
  const { t } = useTexts();
  const pending = useStored(proving.waiting);
  return (
    <Dialog
      open={pending !== null}
      onClose={() => pending?.cancelled()}
      fullWidth
      maxWidth="xs"
      aria-labelledby="proof-title"
    >
      <DialogTitle id="proof-title" component="h1" sx={{ pr: 7 }}>
        {t('proof.title')}
      </DialogTitle>
      <IconButton
        aria-label={t('common.close')}
        onClick={() => pending?.cancelled()}
        sx={{ position: 'absolute', top: 12, right: 12 }}
      >
        <CloseOutlined />
      </IconButton>
      {pending && <Proof me={me} why={why ?? t('proof.text')} pending={pending} />}
    </Dialog>
  );
}

function Proof({ me, why, pending }: { me: Me; why: string; pending: Waiting }) {
  const { t } = useTexts();
  const { data: settings } = useQuery(publicSettingsQuery);
  const means = meansOf(me, settings?.twoFactorAvailable ?? true);
  const [chosen, setChosen] = useState<Means | null>(null);
  const { secondsLeft, attempt } = useCountdown();
  const current = chosen ?? means[0];

  const ask = async <Result,>(request: () => Promise<Result>): Promise<Result> => {
    try {
      return await attempt(request);
    } catch (error) {
      if (codeOf(error) !== 'UNAUTHENTICATED') throw error;
      // Who signs in again has proved themselves, too.
      await signInAgain().then(pending.done, pending.cancelled);
      throw new Cancelled();
    }
  };
  const prove = async (request: () => Promise<unknown>) => {
    await ask(request);
    pending.done();
  };
  const byCode = (code: string) => prove(() => client.send(ReauthenticateDocument, { code }));
  const isLocked = secondsLeft > 0;

  return (
    <DialogContent>
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{why}</Typography>
        <WaitAlert secondsLeft={secondsLeft} />
        {current === 'PASSWORD' && (
          <PasswordProof
            login={me.login}
            isLocked={isLocked}
            onPassword={(password) => prove(() => client.send(ReauthenticateDocument, { password }))}
          />
        )}
        {current === 'AUTHENTICATOR_APP' && (
          <CodeProof isLocked={isLocked} digits={me.twoFactor.authenticatorApp?.digits} onCode={byCode} />
        )}
        {current === 'BACKUP_CODE' && <WrittenCodeProof kind="backup" isLocked={isLocked} onCode={byCode} />}
        {current === 'SECURITY_KEY' && (
          <KeyProof
            begin={async () =>
              (await ask(() => client.send(BeginReauthenticationWithSecurityKeyDocument)))
                .beginReauthenticationWithSecurityKey
            }
            onResponse={(response) =>
              prove(() => client.send(ReauthenticateWithSecurityKeyDocument, { response }))
            }
          />
        )}
        {current === undefined && <Alert severity="error">{t(whyNoKeys() ?? 'proof.impossible')}</Alert>}
        <Stack sx={{ gap: 0.5, alignItems: 'flex-start', mx: -1 }}>
          {means
            .filter((other) => other !== 'PASSWORD')
            .filter((other) => other !== current)
            .map((other) => {
              const Icon = METHOD_ICONS[other];
              return (
                <Button key={other} startIcon={<Icon />} onClick={() => setChosen(other)}>
                  {t(USE[other])}
                </Button>
              );
            })}
        </Stack>
      </Stack>
    </DialogContent>
  );
}
