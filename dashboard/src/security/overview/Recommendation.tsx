import { Alert, AlertTitle, Button, Stack } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router-dom';
import { DismissTwoFactorRecommendationDocument, type PublicSettingsQuery } from '#client/operations';
import { send } from '../../api/send';
import { factorsChanged } from '../../api/session';
import { useAction } from '../../components/useAction';
import { whyNoKeys } from '../../components/webauthn';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { AddSecurityKeyDialog } from '../security-keys/AddSecurityKeyDialog';

/** Recommends a second factor, or tells from when one is demanded; the latter cannot be put aside. */
export function Recommendation(props: {
  /** What may be set up; empty until it is known. */
  methods: PublicSettingsQuery['publicSettings']['methods'];
  children: ReactNode;
}) {
  const { methods } = props;
  const { t } = useTexts();
  const { date } = useTimes();
  const { recommended, enrolmentDeadline } = useMe().twoFactor;
  const [isAddingKey, setAddingKey] = useState(false);
  const { isBusy, run } = useAction();
  if (enrolmentDeadline === null && !recommended) return props.children;
  const dismiss = () =>
    run(async () => {
      await send(DismissTwoFactorRecommendationDocument);
      await factorsChanged();
    });
  return (
    <Alert
      severity={enrolmentDeadline === null ? 'info' : 'warning'}
      sx={{ mb: 2.5, '& .MuiAlert-message': { flex: 1 } }}
    >
      <AlertTitle sx={{ fontWeight: 620, mb: 0.25 }}>
        {enrolmentDeadline === null
          ? t('security.recommendation.title')
          : t('security.recommendation.demandedTitle', { date: date(enrolmentDeadline) })}
      </AlertTitle>
      {t(
        enrolmentDeadline === null ? 'security.recommendation.text' : 'security.recommendation.demandedText',
      )}
      <Stack direction="row" sx={{ gap: 1, mt: 1.5, flexWrap: 'wrap' }}>
        {methods.includes('AUTHENTICATOR_APP') ? (
          <Button component={Link} to="/security/authenticator-app" variant="contained" size="small">
            {t('security.recommendation.setUp')}
          </Button>
        ) : (
          methods.includes('SECURITY_KEY') &&
          whyNoKeys() === null && (
            <Button variant="contained" size="small" onClick={() => setAddingKey(true)}>
              {t('security.recommendation.setUp')}
            </Button>
          )
        )}
        {enrolmentDeadline === null && (
          <Button color="secondary" size="small" disabled={isBusy} onClick={() => void dismiss()}>
            {t('security.recommendation.later')}
          </Button>
        )}
      </Stack>
      {isAddingKey && <AddSecurityKeyDialog onClose={() => setAddingKey(false)} />}
    </Alert>
  );
}
