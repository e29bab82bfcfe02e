import { alpha, createTheme, type Theme } from '@mui/material/styles';
import { coloursOf, type Mode } from './colours';
import { FORCED_COLOURS } from './forced-colours';
import { HelperText } from './HelperText';

const MONOSPACE = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

declare module '@mui/material/styles' {
  interface TypeBackground {
    sunken: string;
  }
  interface TypographyVariants {
    monospace: string;
  }
  interface TypographyVariantsOptions {
    monospace?: string;
  }
}

/** Light or dark, and in the service's colour where one is set. */
export function themeOf(mode: Mode, accentColour: string | null): Theme {
  const colours = coloursOf(mode, accentColour);
  const focusRing = {
    outline: `2px solid ${colours.accent}`,
    outlineOffset: 2,
  };
  // Its edge has 3:1 against whatever it lies on, as its shadow is hardly seen.
  const popUp = {
    border: `1px solid ${colours.outline}`,
    borderRadius: 12,
    boxShadow: '0 12px 32px -8px rgba(8, 11, 24, 0.25)',
  };
  return createTheme({
    palette: {
      mode,
      primary: { main: colours.accent, dark: colours.accentStrong, contrastText: colours.onAccent },
      secondary: { main: colours.text, contrastText: colours.surface },
      success: { main: colours.good },
      warning: { main: colours.warn },
      error: { main: colours.bad, contrastText: mode === 'light' ? '#fff' : '#3b0810' },
      info: { main: colours.accent },
      text: { primary: colours.text, secondary: colours.muted },
      background: { default: colours.ground, paper: colours.surface, sunken: colours.sunken },
      divider: colours.line,
    },
    shape: { borderRadius: 10 },
    typography: {
      fontFamily:
        '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
      monospace: MONOSPACE,
      fontSize: 14,
      h1: { fontSize: '1.625rem', fontWeight: 650, letterSpacing: '-0.02em', lineHeight: 1.25 },
      h2: { fontSize: '1.125rem', fontWeight: 620, letterSpacing: '-0.01em', lineHeight: 1.35 },
      h3: { fontSize: '0.9375rem', fontWeight: 600, lineHeight: 1.4 },
      h6: { fontSize: '1.125rem', fontWeight: 620, letterSpacing: '-0.01em', lineHeight: 1.35 },
      body1: { fontSize: '0.9375rem', lineHeight: 1.55 },
      body2: { fontSize: '0.875rem', lineHeight: 1.5 },
      button: { textTransform: 'none', fontWeight: 560, letterSpacing: 0 },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          // What has the focus is neither below the bar at the top nor below what floats at the bottom.
          html: {
            colorScheme: mode,
            scrollPaddingTop: 76,
            scrollPaddingBottom: 'var(--covered-below, 16px)',
          },
          ...FORCED_COLOURS,
          ':focus-visible': focusRing,
          // Numbers and codes that change do not move what is beside them.
          body: { fontFeatureSettings: '"cv11", "ss03"', overflowWrap: 'break-word' },
          // Backup codes alone, on paper.
          '@media print': {
            'body:has(.printed) :not(:has(.printed), .printed, .printed *)': { display: 'none !important' },
            'body :has(.printed)': { background: 'none', border: 0, boxShadow: 'none', padding: 0 },
            'body .printed, body .printed *': { background: 'none', color: '#000' },
          },
          '@media (prefers-reduced-motion: reduce)': {
            '*, *::before, *::after': {
              animationDuration: '0.01ms !important',
              animationIterationCount: '1 !important',
              transitionDuration: '0.01ms !important',
              scrollBehavior: 'auto !important',
            },
            // A ring that stands still says nothing: the button keeps its words.
            '.MuiButton-loadingIndicator': { opacity: 0 },
            '.MuiButton-root.MuiButton-loading': { color: `${colours.text} !important` },
            '.MuiButton-root.MuiButton-loading::after': { content: '"\\a0…" / ""' },
          },
        },
      },
      MuiButtonBase: {
        defaultProps: { disableRipple: true },
        styleOverrides: { root: { '&.Mui-focusVisible': focusRing } },
      },
      MuiButton: {
        defaultProps: { disableElevation: true },
        styleOverrides: {
          root: { minHeight: 40, paddingInline: 16, borderRadius: 8, whiteSpace: 'nowrap' },
          contained: {
            variants: [
              {
                props: { color: 'primary' },
                style: {
                  color: colours.onFill,
                  backgroundColor: colours.fill,
                  '&:hover': { backgroundColor: colours.fillStrong },
                },
              },
            ],
          },
          sizeSmall: { minHeight: 32, paddingInline: 12, fontSize: '0.8125rem' },
          sizeLarge: { minHeight: 46, fontSize: '0.9375rem' },
          outlined: {
            borderColor: colours.line,
            backgroundColor: colours.surface,
            boxShadow: mode === 'light' ? '0 1px 2px rgba(16, 24, 40, 0.05)' : 'none',
          },
          text: { paddingInline: 10 },
        },
      },
      MuiIconButton: { styleOverrides: { root: { borderRadius: 8 } } },
      MuiPaper: {
        defaultProps: { elevation: 0 },
        styleOverrides: { root: { backgroundImage: 'none' } },
      },
      MuiCard: {
        styleOverrides: {
          root: {
            border: `1px solid ${colours.line}`,
            borderRadius: 14,
            boxShadow: mode === 'light' ? '0 1px 2px rgba(16, 24, 40, 0.04)' : 'none',
          },
        },
      },
      MuiDialog: {
        styleOverrides: {
          paper: {
            borderRadius: 16,
            border: `1px solid ${colours.outline}`,
            boxShadow: '0 24px 64px -16px rgba(8, 11, 24, 0.35)',
          },
        },
      },
      MuiDialogTitle: {
        styleOverrides: { root: { fontSize: '1.125rem', fontWeight: 620, paddingBottom: 8 } },
      },
      MuiDialogActions: { styleOverrides: { root: { padding: '8px 24px 20px', flexWrap: 'wrap', gap: 8 } } },
      MuiBackdrop: {
        styleOverrides: {
          root: { '&:not(.MuiBackdrop-invisible)': { backgroundColor: 'rgba(10, 13, 24, 0.5)' } },
        },
      },
      MuiMenu: { styleOverrides: { paper: { ...popUp, marginTop: 6 } } },
      MuiAutocomplete: { styleOverrides: { paper: { ...popUp, marginBlock: 6 } } },
      MuiDrawer: { styleOverrides: { paper: { borderInlineEnd: `1px solid ${colours.outline}` } } },
      MuiMenuItem: {
        styleOverrides: { root: { borderRadius: 8, marginInline: 6, fontSize: '0.875rem', minHeight: 38 } },
      },
      MuiFormLabel: { defaultProps: { required: false } },
      // Labels stand above their field, where they are read at any zoom and never overlap.
      MuiInputLabel: {
        defaultProps: { shrink: true },
        styleOverrides: {
          root: {
            position: 'static',
            transform: 'none',
            maxWidth: 'none',
            marginBottom: 6,
            fontSize: '0.875rem',
            fontWeight: 540,
            color: colours.text,
            whiteSpace: 'normal',
            '&.Mui-focused': { color: colours.text },
          },
        },
      },
      MuiOutlinedInput: {
        defaultProps: { notched: false },
        styleOverrides: {
          root: {
            borderRadius: 8,
            backgroundColor: colours.surface,
            '&.Mui-focused .MuiOutlinedInput-notchedOutline': { borderWidth: 2 },
            '&.MuiInputBase-sizeSmall .MuiOutlinedInput-input': { padding: '8px 12px' },
            '&.MuiInputBase-multiline': { padding: '11px 13px' },
            '&.MuiInputBase-multiline .MuiOutlinedInput-input': { padding: 0 },
          },
          notchedOutline: { borderColor: colours.outline, top: 0, '& legend': { display: 'none' } },
          input: {
            padding: '11px 13px',
            height: '1.375rem',
            // The browser's colour for filled-in fields hides the theme's.
            '&:-webkit-autofill': {
              WebkitBoxShadow: `0 0 0 100px ${colours.sunken} inset`,
              WebkitTextFillColor: colours.text,
            },
          },
        },
      },
      MuiFormHelperText: {
        defaultProps: { component: HelperText },
        styleOverrides: { root: { marginInline: 0, fontSize: '0.8125rem' } },
      },
      MuiTextField: { defaultProps: { variant: 'outlined', fullWidth: true } },
      MuiFormControl: { defaultProps: { variant: 'outlined', fullWidth: true } },
      MuiAlert: {
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
            };
          },
        },
      },
      MuiChip: {
        styleOverrides: {
          root: { borderRadius: 6, fontWeight: 540, height: 24, fontSize: '0.75rem' },
        },
      },
      MuiTooltip: {
        styleOverrides: {
          tooltip: {
            fontSize: '0.8125rem',
            borderRadius: 8,
            padding: '6px 10px',
            border: `1px solid ${colours.outline}`,
          },
        },
      },
      MuiTableCell: {
        styleOverrides: {
          root: { borderColor: colours.line },
          head: { color: colours.muted, fontWeight: 560, fontSize: '0.8125rem' },
        },
      },
      MuiLink: { styleOverrides: { root: { textUnderlineOffset: '0.2em', fontWeight: 520 } } },
    },
  });
}
