import { Alert, AlertTitle, Button, Stack } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router-dom';
import { useTimes } from '../../i18n/times';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';

// Gone for this session of the browser, not for good.
const DISMISSED = 'latchkey.recommendation-dismissed';

/** Recommends a second factor, or tells from when one is demanded; the latter cannot be put aside. */
export function Recommendation({ children }: { children: ReactNode }) {
  const { t } = useTexts();
  const { date } = useTimes();
  const { recommended, enrolmentDeadline } = useMe().twoFactor;
  const [isDismissed, setDismissed] = useState(() => sessionStorage.getItem(DISMISSED) !== null);
  if (enrolmentDeadline === null && (!recommended || isDismissed)) return children;
  const dismiss = () => {
    sessionStorage.setItem(DISMISSED, 'yes');
    setDismissed(true);
  };
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
        <Button component={Link} to="/security/authenticator-app" variant="contained" size="small">
          {t('security.recommendation.setUp')}
        </Button>
        {enrolmentDeadline === null && (
          <Button color="secondary" size="small" onClick={dismiss}>
            {t('security.recommendation.later')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
