import { Alert, AlertTitle } from '@mui/material';
import type { Me } from '../../api/session';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';

/** Whoever asked for no temporary code learns here that there is one. */
export function BypassCodeNotice({ bypass }: { bypass: Me['twoFactor']['bypassCode'] }) {
  const { t } = useTexts();
  const { dateTime } = useTimes();
  if (!bypass) return null;
  const { usesLeft, expiresAt } = bypass;
  return (
    <Alert severity="info" sx={{ mb: 2.5 }}>
      <AlertTitle sx={{ fontWeight: 620, mb: 0.25 }}>{t('security.bypass.title')}</AlertTitle>
      {t('security.bypass.live', { when: dateTime(expiresAt), smart_count: usesLeft })}{' '}
      {t('security.bypass.unasked')}
    </Alert>
  );
}
