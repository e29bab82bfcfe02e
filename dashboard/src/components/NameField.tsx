import { TextField } from '@mui/material';

/** A name of up to 100 characters, or fewer, that are not all spaces; the first field of its dialog. */
export function NameField(props: {
  label: string;
  name: string;
  longest?: number | undefined;
  onName: (name: string) => void;
}) {
  return (
    <TextField
      label={props.label}
      value={props.name}
      onChange={(event) => props.onName(event.target.value)}
      autoFocus
      required
      slotProps={{ htmlInput: { maxLength: props.longest ?? 100, pattern: '.*\\S.*' } }}
    />
  );
}
