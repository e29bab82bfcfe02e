import { Typography } from '@mui/material';
import { useTexts } from '../i18n/texts';

/** In words what shimmers or turns elsewhere: for people who have movement switched off, or colours forced. */
export function StillLoading() {
  const { t } = useTexts();
  return (
    <Typography
      aria-hidden
      variant="body2"
      color="textSecondary"
      sx={{
        display: 'none',
        py: 1,
        '@media (prefers-reduced-motion: reduce), (forced-colors: active)': { display: 'block' },
      }}
    >
      {t('common.loading')} …
    </Typography>
  );
}
