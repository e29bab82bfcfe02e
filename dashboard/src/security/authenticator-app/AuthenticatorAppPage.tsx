import { Alert, Button } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  BeginAuthenticatorAppSetupDocument,
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
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { Waiting } from '../../shell/Screens';
import { BackupCodes } from '../backup-codes/BackupCodes';
import { LinkApp, type Setup } from './LinkApp';
import { Steps } from './Steps';

/** Links an app by QR code or by hand, confirms it, then hands out backup codes. */
export default function AuthenticatorAppPage(props: {
  /** Among the first steps of a session: afterwards, and to choose another method. */
  onDone?: () => void;
  onBack?: () => void;
}) {
  const { onDone } = props;
  const { t } = useTexts();
  const navigate = useNavigate();
  const { mustEnrol, twoFactor } = useMe();
  const { data: settings } = useQuery(publicSettingsQuery);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [isRenewed, setRenewed] = useState(false);
  const [former] = useState(() => setUpAt(twoFactor));
  const [isSetUpElsewhere, setSetUpElsewhere] = useState(false);
  const leave = onDone ?? (() => void navigate('/security'));
  const goBack = props.onBack ?? leave;

  const [setup, setSetup] = useState<Setup | null>(null);
  const { isBusy, run, refusal, error } = useAction({ inPlace: true });
  const begin = () =>
    run(async () => {
      setSetup(null);
      try {
        setSetup((await send(BeginAuthenticatorAppSetupDocument)).beginAuthenticatorAppSetup);
      } catch (thrown) {
        if (thrown instanceof Cancelled) goBack();
        throw thrown;
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
    goBack();
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
    <Page key={codes ? 'codes' : 'app'} title={t('setup.title')} text={t('setup.text')}>
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
            codeOf(error) === 'METHOD_DISABLED' ? (
              <Button color="inherit" size="small" onClick={goBack}>
                {t('common.back')}
              </Button>
            ) : (
              <Button color="inherit" size="small" onClick={() => void begin()}>
                {t('common.retry')}
              </Button>
            )
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
          <LinkApp
            setup={setup}
            onCode={confirm}
            onCancel={() => void cancel()}
            cancel={t(props.onBack ? 'enrolment.another' : 'common.cancel')}
          />
        )
      )}
    </Page>
  );
}

/** When the app was set up that works at present: another tab may have confirmed the set-up that both show. */
const setUpAt = ({ authenticatorApp }: Me['twoFactor']): string | null => authenticatorApp?.createdAt ?? null;
