import { Alert, Box, Button, Skeleton, Stack } from '@mui/material';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';
import { StillLoading } from './StillLoading';

/** What a query brings: its shape while it is under way, what is wrong and a way on when it fails. */
export function Loaded<Data>(props: {
  query: UseQueryResult<Data>;
  /** As many rows as are likely, so that nothing jumps. */
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  const { t } = useTexts();
  const { data, error, refetch } = props.query;
  if (data !== undefined) return props.children(data);
  if (error) {
    return (
      <Box sx={{ px: { xs: 2, sm: 3 }, pb: 3 }}>
        <Alert
          severity="error"
          action={
            <Button color="inherit" size="small" onClick={() => void refetch()}>
              {t('common.retry')}
            </Button>
          }
        >
          {errorText(t, error)}
        </Alert>
      </Box>
    );
  }
  return (
    <Box role="status" aria-label={t('common.loading')}>
      <Box sx={{ px: { xs: 2, sm: 3 } }}>
        <StillLoading />
      </Box>
      {Array.from({ length: props.rows ?? 2 }, (_, row) => (
        <Stack
          key={row}
          direction="row"
          sx={{ gap: 2, px: { xs: 2, sm: 3 }, py: 1.75, borderTop: 1, borderColor: 'divider' }}
        >
          <Skeleton variant="rounded" width={40} height={40} sx={{ borderRadius: '10px', flex: 'none' }} />
          <Box sx={{ flex: 1 }}>
            <Skeleton width="35%" height={22} />
            <Skeleton width="55%" height={20} />
          </Box>
        </Stack>
      ))}
    </Box>
  );
}
