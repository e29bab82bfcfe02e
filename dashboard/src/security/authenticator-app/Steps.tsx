import CheckOutlined from '@mui/icons-material/CheckOutlined';
import { Box, Stack, Typography } from '@mui/material';

/** Where one is in a set-up. */
export function Steps({ steps, current }: { steps: string[]; current: number }) {
  return (
    <Stack
      component="ol"
      direction="row"
      sx={{ listStyle: 'none', p: 0, m: 0, mb: 3, gap: 3, flexWrap: 'wrap' }}
    >
      {steps.map((step, place) => {
        const isReached = place <= current;
        return (
          <Stack
            key={step}
            component="li"
            direction="row"
            aria-current={place === current ? 'step' : undefined}
            sx={{ gap: 1, alignItems: 'center' }}
          >
            <Box
              aria-hidden
              sx={{
                width: 24,
                height: 24,
                borderRadius: '50%',
                display: 'grid',
                placeItems: 'center',
                fontSize: '0.75rem',
                fontWeight: 650,
                color: isReached ? 'primary.contrastText' : 'text.secondary',
                bgcolor: isReached ? 'primary.main' : 'background.sunken',
                border: 1,
                borderColor: isReached ? 'primary.main' : 'divider',
                '& svg': { fontSize: 16 },
              }}
            >
              {place < current ? <CheckOutlined /> : place + 1}
            </Box>
            <Typography
              variant="body2"
              sx={{ fontWeight: place === current ? 620 : 450 }}
              color={place === current ? 'textPrimary' : 'textSecondary'}
            >
              {step}
            </Typography>
          </Stack>
        );
      })}
    </Stack>
  );
}
