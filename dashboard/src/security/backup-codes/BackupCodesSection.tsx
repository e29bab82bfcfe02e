import PinOutlined from '@mui/icons-material/PinOutlined';
import { Button, Chip, LinearProgress } from '@mui/material';
import { Link } from 'react-router-dom';
import { FEW_BACKUP_CODES } from '#client/settings';
import type { Me } from '../../api/session';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';

const ALL = 10;

/** How many are left; new ones void those that were written down. */
export function BackupCodesSection({ twoFactor }: { twoFactor: Me['twoFactor'] }) {
  const { t } = useTexts();
  const { backupCodesRemaining: remaining } = twoFactor;
  return (
    <Section
      title={t('security.backup.title')}
      text={t('security.backup.text')}
      action={
        <Button
          variant={remaining === 0 ? 'contained' : 'outlined'}
          {...(remaining > 0 && { color: 'secondary' as const })}
          component={Link}
          to="/security/backup-codes"
        >
          {t(remaining > 0 ? 'security.backup.replace' : 'security.backup.generate')}
        </Button>
      }
    >
      {remaining > 0 && (
        <Rows>
          <Row
            icon={<PinOutlined />}
            title={t('security.backup.remaining', { smart_count: remaining })}
            badges={
              remaining <= FEW_BACKUP_CODES && (
                <Chip size="small" color="warning" variant="outlined" label={t('security.backup.few')} />
              )
            }
            text={
              <LinearProgress
                variant="determinate"
                aria-label={t('security.backup.remaining', { smart_count: remaining })}
                value={(remaining / ALL) * 100}
                sx={{ mt: 0.75, maxWidth: 240, height: 6, borderRadius: '12px' }}
              />
            }
          />
        </Rows>
      )}
    </Section>
  );
}
