import { Box, FormHelperText, InputLabel } from '@mui/material';
import { alpha } from '@mui/material/styles';
import { type Ref, useId, useState } from 'react';

/**
 * Digits in one real field, so that pasting, autofill and screen readers work; the boxes only show them, in whatever
 * script they were typed. What stands between them is left out.
 */
export function CodeField(props: {
  label: string;
  length: number;
  value: string;
  onChange: (value: string) => void;
  onComplete: (value: string) => void;
  error?: string | undefined;
  /** Nothing is typed meanwhile; the focus stays. */
  readOnly?: boolean;
  ref?: Ref<HTMLInputElement>;
}) {
  const { label, length, value, error, readOnly = false, ref } = props;
  const shown = [...value];
  const id = useId();
  const [isFocused, setFocused] = useState(false);
  const change = (typed: string) => {
    const digits = (typed.normalize('NFKC').match(/\p{Nd}/gu) ?? []).slice(0, length);
    const code = digits.join('');
    props.onChange(code);
    if (digits.length === length && code !== value) props.onComplete(code);
  };
  return (
    <div>
      <InputLabel htmlFor={id} error={error !== undefined}>
        {label}
      </InputLabel>
      <Box sx={{ position: 'relative' }}>
        <Box aria-hidden sx={{ display: 'grid', gridTemplateColumns: `repeat(${length}, 1fr)`, gap: 1 }}>
          {Array.from({ length }, (_, place) => {
            const isNext = isFocused && place === Math.min(shown.length, length - 1);
            return (
              <Box
                key={place}
                sx={(theme) => ({
                  display: 'grid',
                  placeItems: 'center',
                  height: 56,
                  fontSize: '1.5rem',
                  fontWeight: 600,
                  fontVariantNumeric: 'tabular-nums',
                  borderRadius: '10px',
                  border: `1px solid ${error ? theme.palette.error.main : theme.palette.text.secondary}`,
                  bgcolor: 'background.paper',
                  color: readOnly ? 'text.secondary' : 'text.primary',
                  transition: 'box-shadow 120ms, border-color 120ms',
                  ...(isNext && {
                    borderColor: 'primary.main',
                    // Shadows are not drawn where colours are forced.
                    '@media (forced-colors: active)': { outline: '3px solid Highlight' },
                    boxShadow: `0 0 0 1px ${theme.palette.primary.main}, 0 0 0 4px ${alpha(theme.palette.primary.main, 0.2)}`,
                  }),
                })}
              >
                {shown[place]}
              </Box>
            );
          })}
        </Box>
        <Box
          component="input"
          ref={ref}
          id={id}
          name="code"
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          value={value}
          readOnly={readOnly}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onChange={(event) => change(event.target.value)}
          sx={{
            position: 'absolute',
            inset: 0,
            width: '100%',
            border: 0,
            p: 0,
            font: 'inherit',
            // Seen through the boxes; 16 px keeps phones from zooming in.
            fontSize: 16,
            opacity: 0,
            cursor: 'text',
          }}
        />
      </Box>
      <FormHelperText id={`${id}-error`} error role="alert" sx={{ minHeight: '1.25rem', mt: 0.75 }}>
        {error}
      </FormHelperText>
    </div>
  );
}
