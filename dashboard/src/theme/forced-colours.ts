/**
 * Where the person's system sets all colours (Windows' contrast themes), backgrounds and shadows are not drawn: what is
 * told by these alone gets an edge. Only CSS system colours are of use there.
 */
export const FORCED_COLOURS = {
  '@media (forced-colors: active)': {
    ':focus-visible, .Mui-focusVisible': { outline: '3px solid Highlight !important' },
    '.MuiButton-root, .MuiChip-clickable, .MuiAvatar-root, .MuiTooltip-tooltip': {
      border: '1px solid ButtonText !important',
    },
    '.MuiButton-root.Mui-disabled': { borderColor: 'GrayText !important' },
    '.MuiSwitch-track': {
      forcedColorAdjust: 'none',
      boxSizing: 'border-box',
      opacity: '1 !important',
      border: '1px solid ButtonText',
      backgroundColor: 'Canvas !important',
    },
    '.MuiSwitch-thumb': {
      forcedColorAdjust: 'none',
      border: '2px solid Canvas',
      backgroundColor: 'ButtonText !important',
    },
    '.Mui-checked + .MuiSwitch-track': { backgroundColor: 'Highlight !important' },
    '.MuiLinearProgress-root': { border: '1px solid CanvasText' },
    '.MuiLinearProgress-bar': { forcedColorAdjust: 'none', backgroundColor: 'CanvasText !important' },
    '.MuiSkeleton-root': { border: '1px solid GrayText' },
    '.MuiAutocomplete-option.Mui-focused, .MuiMenuItem-root.Mui-selected, .MuiPaginationItem-root.Mui-selected':
      { outline: '2px solid Highlight', outlineOffset: '-2px' },
    'nav [aria-current=page]': { borderInlineStart: '5px solid Highlight' },
  },
} as const;
