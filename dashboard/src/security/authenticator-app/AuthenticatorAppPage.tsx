import { Alert, Box, Button, Card, Link, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  BeginAuthenticatorAppSetupDocument,
  type BeginAuthenticatorAppSetupMutation,
  CancelAuthenticatorAppSetupDocument,
  ConfirmAuthenticatorAppSetupDocument,
  GenerateBackupCodesDocument,
} from '#client/operations';
import { codeOf } from '../../api/client';
import { Cancelled } from '../../api/interruption';
import { publicSettingsQuery } from '../../api/public-settings';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { factorsChanged, hasChangedFactors, type Me, meQuery, sessionChanged } from '../../api/session';
import { CodeProof } from '../../components/CodeProof';
import { CopyButton } from '../../components/CopyButton';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { Waiting } from '../../shell/Screens';
import { BackupCodes } from '../backup-codes/BackupCodes';
import { Steps } from './Steps';

type Setup = BeginAuthenticatorAppSetupMutation['beginAuthenticatorAppSetup'];

/** Links an app by QR code or by hand, confirms it, then hands out backup codes. */
export default function AuthenticatorAppPage({ onDone }: { onDone?: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { mustEnrol, twoFactor } = useMe();
  const { data: settings } = useQuery(publicSettingsQuery);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [isRenewed, setRenewed] = useState(false);
  const [former] = useState(() => setUpAt(twoFactor));
  const [isSetUpElsewhere, setSetUpElsewhere] = useState(false);
  const leave = onDone ?? (() => void navigate('/security'));

  const [setup, setSetup] = useState<Setup | null>(null);
  const { isBusy, run, refusal } = useAction({ inPlace: true });
  const begin = () =>
    run(async () => {
      setSetup(null);
      try {
        setSetup((await send(BeginAuthenticatorAppSetupDocument)).beginAuthenticatorAppSetup);
      } catch (error) {
        if (error instanceof Cancelled) leave();
        throw error;
      }
    });
  const beginAtOnce = useEffectEvent(() => void begin());
  useEffect(() => beginAtOnce(), []);
  const cancel = async () => {
    try {
      await send(CancelAuthenticatorAppSetupDocument);
    } catch {
      // It expires by itself.
    }
    leave();
  };

  const makeCodes = async () => {
    setCodes((await send(GenerateBackupCodesDocument)).generateBackupCodes);
  };
  const confirm = async (code: string) => {
    try {
      await send(ConfirmAuthenticatorAppSetupDocument, { code });
    } catch (thrown) {
      if (codeOf(thrown) === 'CHALLENGE_EXPIRED') {
        const now = await queryClient.query({ ...meQuery, staleTime: 0 });
        if (now && setUpAt(now.twoFactor) !== former && setUpAt(now.twoFactor) !== null) {
          setSetUpElsewhere(true);
          return;
        }
        if (await begin()) setRenewed(true);
        return;
      }
      throw thrown;
    }
    // Who had to be let in by a recovery code has no backup codes at hand.
    const needsCodes = twoFactor.backupCodesRemaining === 0 || mustEnrol;
    const givesCodes = needsCodes && settings?.methods.includes('BACKUP_CODE');
    if (givesCodes) await makeCodes();
    if (!givesCodes || onDone === undefined) await factorsChanged();
    else hasChangedFactors.set(true);
    if (!givesCodes) leave();
  };

  if (isSetUpElsewhere) {
    return (
      <Page title={t('setup.title')}>
        <Alert
          severity="success"
          action={
            <Button color="inherit" size="small" autoFocus onClick={leave}>
              {t('common.done')}
            </Button>
          }
        >
          {t('setup.already')}
        </Alert>
      </Page>
    );
  }
  return (
    <Page title={t('setup.title')} text={t('setup.text')}>
      <Steps steps={[t('setup.stepApp'), t('setup.stepCodes')]} current={codes ? 1 : 0} />
      {isRenewed && codes === null && (
        <Alert severity="warning" sx={{ mb: 2 }}>
          {t('setup.expired')}
        </Alert>
      )}
      {refusal !== null && (
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={() => void begin()}>
              {t('common.retry')}
            </Button>
          }
        >
          {refusal}
        </Alert>
      )}
      {isBusy && <Waiting />}
      {codes ? (
        <BackupCodes
          key={codes[0]}
          codes={codes}
          onConfirmed={async () => {
            if (onDone === undefined) await sessionChanged();
            leave();
          }}
          onAgain={() => run(makeCodes)}
        />
      ) : (
        setup && (
          <LinkApp setup={setup} onCode={confirm} onCancel={onDone ? undefined : () => void cancel()} />
        )
      )}
    </Page>
  );
}

/** When the app was set up that works at present: another tab may have confirmed the set-up that both show. */
const setUpAt = ({ authenticatorApp }: Me['twoFactor']): string | null => authenticatorApp?.createdAt ?? null;

function LinkApp(props: {
  setup: Setup;
  onCode: (code: string) => Promise<void>;
  onCancel: (() => void) | undefined;
}) {
  const { t } = useTexts();
  const { secret, qrCode, otpauthUri } = props.setup;
  const groups = secret.match(/.{1,4}/g)?.join(' ') ?? secret;
  return (
    <Card sx={{ p: { xs: 2, sm: 4 } }}>
      <Box
        sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '240px 1fr' }, gap: { xs: 3, md: 5 } }}
      >
        <Stack sx={{ alignItems: 'center', gap: 1.5 }}>
          <Box
            component="img"
            src={qrCode}
            alt={t('setup.qrCode')}
            sx={{
              width: 220,
              height: 220,
              bgcolor: '#fff',
              p: 1,
              borderRadius: '12px',
              border: 1,
              borderColor: 'divider',
            }}
          />
          <Link href={otpauthUri} variant="body2">
            {t('setup.openApp')}
          </Link>
        </Stack>
        <Stack sx={{ gap: 3, minWidth: 0 }}>
          <div>
            <Typography variant="h2">{t('setup.scanTitle')}</Typography>
            <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
              {t('setup.scanText')}
            </Typography>
          </div>
          <div>
            <Typography variant="h3" component="h3">
              {t('setup.secretTitle')}
            </Typography>
            <Stack direction="row" sx={{ mt: 1, gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
              <Box
                component="code"
                aria-label={t('setup.secretLabel')}
                sx={{
                  fontFamily: (theme) => theme.typography.monospace,
                  fontSize: '0.9375rem',
                  letterSpacing: '0.03em',
                  bgcolor: 'background.sunken',
                  borderRadius: '8px',
                  px: 1.5,
                  py: 1,
                }}
              >
                {groups}
              </Box>
              <CopyButton text={secret} label={t('setup.copySecret')} />
            </Stack>
          </div>
          <div>
            <Typography variant="h2" sx={{ mb: 1.5 }}>
              {t('setup.confirmTitle')}
            </Typography>
            <Box sx={{ maxWidth: 360 }}>
              <CodeProof isLocked={false} onCode={props.onCode} />
            </Box>
          </div>
          {props.onCancel && (
            <div>
              <Button color="secondary" variant="outlined" onClick={props.onCancel}>
                {t('common.cancel')}
              </Button>
            </div>
          )}
        </Stack>
      </Box>
    </Card>
  );
}
