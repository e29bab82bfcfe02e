import { alpha, type Components, type Theme } from '@mui/material/styles';
import type { Colours, Mode } from './colours';

/** Text on a tint of what it is about, which its icon and edge have as well. */
export const alertsOf = (mode: Mode, colours: Colours): NonNullable<Components<Theme>['MuiAlert']> => ({
  defaultProps: { variant: 'standard' },
  styleOverrides: {
    root: ({ ownerState }) => {
      const tone = {
        error: colours.bad,
        warning: colours.warn,
        success: colours.good,
        info: colours.accent,
      }[ownerState.severity ?? 'info'];
      return {
        borderRadius: 10,
        border: `1px solid ${alpha(tone, 0.28)}`,
        backgroundColor: alpha(tone, mode === 'light' ? 0.06 : 0.1),
        color: colours.text,
        '& .MuiAlert-icon': { color: tone },
        // On phones a button goes below rather than squeeze the text.
        '@media (max-width: 599px)': {
          '&:has(.MuiAlert-action .MuiButton-root)': { flexWrap: 'wrap' },
          '& .MuiAlert-message': { flex: '1 1 0' },
          '& .MuiAlert-action:has(.MuiButton-root)': {
            width: '100%',
            margin: 0,
            padding: '0 0 0 24px',
          },
        },
      };
    },
  },
});
