import { Box, Card, Stack, Typography } from '@mui/material';
import { type ReactNode, useId } from 'react';
import { TEXT_BUTTONS_IN_LINE } from './in-line';

/** A card with a heading, what it is for, and what one can do. */
export function Section(props: { title: string; text?: string; action?: ReactNode; children?: ReactNode }) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} sx={{ mb: 2.5 }}>
      <Stack
        direction="row"
        sx={{
          flexWrap: 'wrap',
          gap: 1.5,
          alignItems: 'flex-start',
          justifyContent: 'space-between',
          p: { xs: 2, sm: 3 },
          ...TEXT_BUTTONS_IN_LINE,
        }}
      >
        <Box sx={{ flex: '1 1 16rem', minWidth: 0 }}>
          <Typography id={id} variant="h2">
            {props.title}
          </Typography>
          {props.text !== undefined && (
            <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
              {props.text}
            </Typography>
          )}
        </Box>
        {props.action}
      </Stack>
      {props.children}
    </Card>
  );
}

/** One thing of a section: what it is, what is to be known of it, what one can do with it. */
export function Row(props: {
  icon: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  badges?: ReactNode;
  action?: ReactNode;
  /** What must not be overlooked, over the whole width. */
  note?: ReactNode;
}) {
  return (
    <Stack
      component="li"
      direction="row"
      sx={{
        // Where it is narrow, a button goes below rather than squeeze the text.
        flexWrap: 'wrap',
        gap: { xs: 1.5, sm: 2 },
        alignItems: 'center',
        px: { xs: 2, sm: 3 },
        py: 1.75,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Box
        aria-hidden
        sx={{
          flex: 'none',
          width: 40,
          height: 40,
          display: 'grid',
          placeItems: 'center',
          borderRadius: '10px',
          bgcolor: 'background.sunken',
          color: 'text.secondary',
        }}
      >
        {props.icon}
      </Box>
      <Box sx={{ flex: '1 1 10rem', minWidth: 0 }}>
        <Stack direction="row" sx={{ flexWrap: 'wrap', columnGap: 1, rowGap: 0.5, alignItems: 'center' }}>
          <Typography variant="h3" component="span" sx={{ overflowWrap: 'anywhere' }}>
            {props.title}
          </Typography>
          {props.badges}
        </Stack>
        {props.text !== undefined && (
          <Typography
            variant="body2"
            color="textSecondary"
            component="div"
            sx={{ mt: 0.25, overflowWrap: 'anywhere' }}
          >
            {props.text}
          </Typography>
        )}
      </Box>
      {props.action && <Box sx={{ ml: 'auto', ...TEXT_BUTTONS_IN_LINE }}>{props.action}</Box>}
      {props.note && <Box sx={{ flex: '1 1 100%' }}>{props.note}</Box>}
    </Stack>
  );
}

/** The rows of a section. */
export function Rows({ children }: { children: ReactNode }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {children}
    </Box>
  );
}

/** Where rows will be. */
export function NoRows({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <Stack
      direction="row"
      sx={{
        gap: 1.5,
        alignItems: 'center',
        justifyContent: 'center',
        color: 'text.secondary',
        px: 3,
        py: 3.5,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      {icon}
      <Typography variant="body2">{text}</Typography>
    </Stack>
  );
}
