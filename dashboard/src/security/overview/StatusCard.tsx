import GppGoodOutlined from '@mui/icons-material/GppGoodOutlined';
import GppMaybeOutlined from '@mui/icons-material/GppMaybeOutlined';
import ShieldOutlined from '@mui/icons-material/ShieldOutlined';
import { Box, Card, Skeleton, Stack, Typography } from '@mui/material';
import { alpha } from '@mui/material/styles';
import type { PublicSettingsQuery } from '#client/operations';
import { FEW_BACKUP_CODES } from '#client/settings';
import type { Me } from '../../api/session';
import type { TextKey } from '../../i18n/catalogue';
import { useTexts } from '../../i18n/texts';

type Tone = 'success' | 'warning' | 'info';

interface Verdict {
  tone: Tone;
  title: TextKey;
  text: TextKey;
}

function verdictOf(
  { enabled, backupCodesRemaining, securityKeys, authenticatorApp }: Me['twoFactor'],
  { twoFactorAvailable, methods }: PublicSettingsQuery['publicSettings'],
): Verdict {
  const anythingToSetUp = methods.includes('AUTHENTICATOR_APP') || methods.includes('SECURITY_KEY');
  if (!twoFactorAvailable || (!enabled && !anythingToSetUp))
    return { tone: 'info', title: 'security.status.offTitle', text: 'security.status.offText' };
  if (!enabled)
    return { tone: 'warning', title: 'security.status.weakTitle', text: 'security.status.weakText' };
  const primaryFactors = securityKeys.length + (authenticatorApp ? 1 : 0);
  if (primaryFactors === 1 && backupCodesRemaining <= FEW_BACKUP_CODES && methods.includes('BACKUP_CODE')) {
    return {
      tone: 'warning',
      title: 'security.status.noWayBackTitle',
      text: 'security.status.noWayBackText',
    };
  }
  return { tone: 'success', title: 'security.status.goodTitle', text: 'security.status.goodText' };
}

const ICONS = { success: GppGoodOutlined, warning: GppMaybeOutlined, info: ShieldOutlined };

/** The answer to "am I safe?" in one sentence, and what to do about it in another. */
export function StatusCard(props: {
  twoFactor: Me['twoFactor'];
  settings: PublicSettingsQuery['publicSettings'] | undefined;
}) {
  const { t } = useTexts();
  if (!props.settings)
    return <Skeleton variant="rounded" height={104} sx={{ mb: 2.5, borderRadius: '14px' }} />;
  const { tone, title, text } = verdictOf(props.twoFactor, props.settings);
  const Icon = ICONS[tone];
  return (
    <Card
      component="section"
      aria-label={t('security.status.label')}
      sx={(theme) => ({
        mb: 2.5,
        minHeight: 104,
        display: 'flex',
        alignItems: 'center',
        p: { xs: 2, sm: 3 },
        borderColor: alpha(theme.palette[tone].main, 0.35),
        background: `linear-gradient(100deg, ${alpha(theme.palette[tone].main, 0.12)}, ${alpha(theme.palette[tone].main, 0.03)}), ${theme.palette.background.paper}`,
      })}
    >
      <Stack direction="row" sx={{ gap: 2, alignItems: 'center' }}>
        <Box sx={{ color: `${tone}.main`, display: 'flex', '& svg': { fontSize: 40 } }}>
          <Icon />
        </Box>
        <div>
          <Typography variant="h2">{t(title)}</Typography>
          <Typography variant="body2" color="textSecondary" sx={{ mt: 0.25 }}>
            {t(text)}
          </Typography>
        </div>
      </Stack>
    </Card>
  );
}
