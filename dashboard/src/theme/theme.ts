import { createTheme, type Theme } from '@mui/material/styles';
import { alertsOf } from './alerts';
import { coloursOf, type Mode } from './colours';
import { FORCED_COLOURS } from './forced-colours';
import { HelperText } from './HelperText';

/** Of headings: the second line is not one word. */
const EVEN_LINES = { textWrapStyle: 'balance' } as const;
/** Where a dialog needs the edges of the screen. */
const SMALL_SCREEN = '@media (max-width: 599px), (max-height: 599px)';
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
      h1: {
        fontSize: '1.625rem',
        fontWeight: 650,
        letterSpacing: '-0.02em',
        lineHeight: 1.25,
        ...EVEN_LINES,
      },
      h2: {
        fontSize: '1.125rem',
        fontWeight: 620,
        letterSpacing: '-0.01em',
        lineHeight: 1.35,
        ...EVEN_LINES,
      },
      h3: { fontSize: '0.9375rem', fontWeight: 600, lineHeight: 1.4, ...EVEN_LINES },
      h6: {
        fontSize: '1.125rem',
        fontWeight: 620,
        letterSpacing: '-0.01em',
        lineHeight: 1.35,
        ...EVEN_LINES,
      },
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
          // Their last line is not one word.
          'p, .MuiAlert-message': { textWrapStyle: 'pretty' },
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
            [SMALL_SCREEN]: { margin: 16, maxHeight: 'calc(100% - 32px)' },
            // Where there is too little height, what is between title and buttons is scrolled.
            '& > form': { display: 'flex', flexDirection: 'column', minHeight: 0 },
          },
          paperFullWidth: { [SMALL_SCREEN]: { width: 'calc(100% - 32px)' } },
        },
      },
      MuiDialogTitle: {
        styleOverrides: { root: { fontSize: '1.125rem', fontWeight: 620, paddingBottom: 8 } },
      },
      // Clear of what floats above its lower edge: see FormActions.tsx.
      MuiDialogContent: { styleOverrides: { root: { scrollPaddingBlock: '12px 84px' } } },
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
      MuiFormLabel: {
        defaultProps: { required: false },
        styleOverrides: {
          root: {
            fontSize: '0.875rem',
            fontWeight: 540,
            color: colours.text,
            '&.Mui-focused': { color: colours.text },
          },
        },
      },
      MuiRadioGroup: { styleOverrides: { root: { gap: 4 } } },
      // Labels stand above their field, where they are read at any zoom and never overlap.
      MuiInputLabel: {
        defaultProps: { shrink: true },
        styleOverrides: {
          root: {
            position: 'static',
            transform: 'none',
            maxWidth: 'none',
            marginBottom: 6,
            whiteSpace: 'normal',
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
            // Its label is seen, too, where it is scrolled to.
            scrollMarginTop: 36,
            // The browser's colour for filled-in fields hides the theme's.
            '&:-webkit-autofill': {
              WebkitBoxShadow: `0 0 0 100px ${colours.sunken} inset`,
              WebkitTextFillColor: colours.text,
            },
          },
        },
      },
      // What is chosen is read whole.
      MuiSelect: { styleOverrides: { select: { '&.MuiSelect-select': { whiteSpace: 'normal' } } } },
      MuiFormHelperText: {
        defaultProps: { component: HelperText },
        styleOverrides: { root: { marginInline: 0, fontSize: '0.8125rem' } },
      },
      MuiTextField: { defaultProps: { variant: 'outlined', fullWidth: true } },
      MuiFormControl: { defaultProps: { variant: 'outlined', fullWidth: true } },
      MuiAlert: alertsOf(mode, colours),
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
