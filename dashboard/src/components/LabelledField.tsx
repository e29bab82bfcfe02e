import {
  FormControl,
  FormHelperText,
  InputLabel,
  OutlinedInput,
  type OutlinedInputProps,
} from '@mui/material';
import { type ReactNode, useId } from 'react';

export interface LabelledFieldProps extends Pick<
  OutlinedInputProps,
  | 'autoComplete'
  | 'autoFocus'
  | 'endAdornment'
  | 'error'
  | 'inputRef'
  | 'name'
  | 'onChange'
  | 'required'
  | 'sx'
  | 'type'
  | 'value'
> {
  label: string;
  helperText?: ReactNode;
  htmlInput?: OutlinedInputProps['inputProps'];
}

/** A TextField that is never a list to choose from: what lists need is much for the sign-in page to bring along. */
export function LabelledField({
  label,
  helperText,
  htmlInput,
  error,
  required,
  sx,
  ...input
}: LabelledFieldProps) {
  const id = useId();
  const hasHelp = helperText !== undefined && helperText !== null;
  return (
    <FormControl {...{ error, required, sx }}>
      <InputLabel htmlFor={id}>{label}</InputLabel>
      <OutlinedInput
        {...input}
        id={id}
        label={label}
        aria-describedby={hasHelp ? `${id}-help` : undefined}
        inputProps={htmlInput}
      />
      {hasHelp && <FormHelperText id={`${id}-help`}>{helperText}</FormHelperText>}
    </FormControl>
  );
}
