import { Alert, Button, Stack, Typography } from '@mui/material';
import { Link, useLocation } from 'react-router-dom';
import { type Me, usedCode } from '../api/session';
import { useStored } from '../api/store';
import { useTexts } from '../i18n/texts';
import { useMe } from './me';

const SECURITY = '/security';

/** Whoever signs in by a code that was kept for the case of loss has perhaps lost something. */
export function UsedCodeText({ me, kind }: { me: Me; kind: 'BACKUP_CODE' | 'RECOVERY_CODE' }) {
  const { t } = useTexts();
  const { backupCodesRemaining } = me.twoFactor;
  return (
    <>
      <Typography variant="body2">
        {t(kind === 'BACKUP_CODE' ? 'usedCode.backup' : 'usedCode.recovery')}{' '}
        {(kind === 'BACKUP_CODE' || backupCodesRemaining > 0) &&
          t('usedCode.left', { smart_count: backupCodesRemaining })}
      </Typography>
      <Typography variant="body2" sx={{ mt: 0.5 }}>
        {t('usedCode.lost')}
      </Typography>
    </>
  );
}

/** Above the pages of whoever has signed in so, until they put it aside. */
export function UsedCodeNotice() {
  const { t } = useTexts();
  const me = useMe();
  const { pathname } = useLocation();
  const kind = useStored(usedCode);
  if (kind === null) return null;
  return (
    <Alert
      severity="info"
      closeText={t('common.close')}
      onClose={() => usedCode.set(null)}
      sx={{ maxWidth: 820, mx: 'auto', mb: 2.5 }}
    >
      <UsedCodeText me={me} kind={kind} />
      {pathname !== SECURITY && (
        <Stack direction="row" sx={{ mt: 1 }}>
          <Button component={Link} to={SECURITY} size="small" variant="outlined">
            {t('usedCode.remove')}
          </Button>
        </Stack>
      )}
    </Alert>
  );
}
