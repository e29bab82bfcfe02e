import { Box, Button, Card, Link, Stack, ThemeProvider, Typography } from '@mui/material';
import { useServiceName } from '../../components/useServiceName';
import { useTexts } from '../../i18n/texts';
import { BrandOf } from '../../shell/Brand';
import { themeOf } from '../../theme/theme';
import { isColour, isHelpLink, type Settings } from './settings-rules';

/** The sign-in page as it would look, light and dark: what is typed shows before it is kept. */
export function AppearancePreview({ draft, logoPath }: { draft: Settings; logoPath: string | null }) {
  const { t } = useTexts();
  return (
    <Box
      role="img"
      aria-label={t('admin.settings.preview')}
      sx={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(14rem, 1fr))',
        gap: 2,
        p: { xs: 2, sm: 3 },
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Sample mode="light" draft={draft} logoPath={logoPath} />
      <Sample mode="dark" draft={draft} logoPath={logoPath} />
    </Box>
  );
}

function Sample(props: { mode: 'light' | 'dark'; draft: Settings; logoPath: string | null }) {
  const { mode, draft, logoPath } = props;
  const { t } = useTexts();
  const current = useServiceName();
  const name = draft.serviceName.trim() || current;
  const colour = draft.accentColour.trim();
  const link = draft.helpUrl.trim();
  return (
    <ThemeProvider theme={themeOf(mode, isColour(colour) ? colour : null)}>
      {/* A picture: it can be neither clicked nor reached by keyboard. */}
      <Stack
        inert
        aria-hidden
        sx={{
          alignItems: 'center',
          gap: 1.5,
          p: 2,
          border: 1,
          borderColor: 'divider',
          borderRadius: '12px',
          bgcolor: 'background.default',
          color: 'text.primary',
          minWidth: 0,
        }}
      >
        <BrandOf name={name} logoPath={logoPath} />
        <Card sx={{ p: 2, width: '100%' }}>
          <Typography sx={{ fontWeight: 650 }}>{t('signIn.title')}</Typography>
          <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5, overflowWrap: 'anywhere' }}>
            {t('signIn.intro', { service: name })}
          </Typography>
          <Button variant="contained" fullWidth tabIndex={-1}>
            {t('signIn.submit')}
          </Button>
        </Card>
        {(isHelpLink(link) || draft.helpText.trim() !== '') && (
          <Typography
            variant="body2"
            color="textSecondary"
            sx={{ textAlign: 'center', overflowWrap: 'anywhere' }}
          >
            {isHelpLink(link) ? (
              <Link component="span" color="inherit">
                {t('help.title')}
              </Link>
            ) : (
              t('help.title')
            )}{' '}
            {draft.helpText}
          </Typography>
        )}
      </Stack>
    </ThemeProvider>
  );
}
