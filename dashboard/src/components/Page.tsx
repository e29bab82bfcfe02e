import { Box, Stack, Typography } from '@mui/material';
import { type ReactNode, useEffect } from 'react';
import { TEXT_BUTTONS_IN_LINE } from './in-line';
import { useServiceName } from './useServiceName';

/** A page's heading and width; also names the browser's tab. `wide` is for tables. */
export function Page(props: {
  title: string;
  text?: string;
  action?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  const { title } = props;
  const service = useServiceName();
  useEffect(() => {
    document.title = [title, service].filter(Boolean).join(' – ');
  }, [title, service]);
  // It may stand where another was, at the same address.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  return (
    <Box sx={{ maxWidth: props.wide ? 1280 : 820, mx: 'auto' }}>
      <Stack
        direction="row"
        sx={{
          flexWrap: 'wrap',
          alignItems: 'flex-end',
          justifyContent: 'space-between',
          gap: 1.5,
          mb: 3,
          ...TEXT_BUTTONS_IN_LINE,
        }}
      >
        <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Typography variant="h1">{title}</Typography>
          {props.text !== undefined && (
            <Typography color="textSecondary" sx={{ mt: 0.5 }}>
              {props.text}
            </Typography>
          )}
        </Box>
        {props.action}
      </Stack>
      {props.children}
    </Box>
  );
}
