import CloudOffOutlined from '@mui/icons-material/CloudOffOutlined';
import { Paper, Slide, Typography } from '@mui/material';
import { isReachable } from '../api/connection';
import { coversBelow } from '../components/covers-below';
import { useStored } from '../api/store';
import { useTexts } from '../i18n/texts';

/** Floats above the page, so that nothing moves when the connection comes and goes. */
export function OfflineBanner() {
  const { t } = useTexts();
  const reachable = useStored(isReachable);
  return (
    <Slide in={!reachable} direction="up" unmountOnExit>
      <Paper
        ref={coversBelow}
        role="status"
        sx={{
          position: 'fixed',
          zIndex: 'snackbar',
          bottom: 24,
          left: 16,
          right: 16,
          mx: 'auto',
          width: 'fit-content',
          px: 2,
          py: 1.25,
          display: 'flex',
          gap: 1.25,
          alignItems: 'center',
          color: 'background.paper',
          bgcolor: 'text.primary',
          boxShadow: 8,
        }}
      >
        <CloudOffOutlined fontSize="small" />
        <Typography variant="body2">{t('state.unreachable')}</Typography>
      </Paper>
    </Slide>
  );
}
