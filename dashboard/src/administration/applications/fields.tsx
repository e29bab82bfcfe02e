import { FormControlLabel, FormHelperText, Switch, TextField } from '@mui/material';
import { useId } from 'react';
import { useTexts } from '../../i18n/texts';
import type { ApplicationDraft, ChangeDraft } from './application';

type NamesOf<Value> = {
  [Name in keyof ApplicationDraft]: ApplicationDraft[Name] extends Value
    ? string extends ApplicationDraft[Name]
      ? Name
      : Value extends boolean
        ? Name
        : never
    : never;
}[keyof ApplicationDraft];

export interface FieldProps {
  draft: ApplicationDraft;
  /** The name of the field that the server has refused. */
  refused: string | undefined;
  onChange: ChangeDraft;
}

/** A text of an application, with what it is for, or why it was refused. `lines`: one entry on each. */
export function TextInput(
  props: FieldProps & {
    name: NamesOf<string>;
    lines?: boolean;
    required?: boolean;
    type?: 'number' | 'url';
  },
) {
  const { t } = useTexts();
  const { name } = props;
  const isRefused = props.refused === name;
  return (
    <TextField
      label={t(`admin.applications.fields.${name}`)}
      helperText={t(`admin.applications.${isRefused ? 'refused' : 'hints'}.${name}`)}
      error={isRefused}
      value={props.draft[name]}
      onChange={(event) => props.onChange(name, event.target.value)}
      autoComplete="off"
      required={props.required ?? false}
      {...(props.lines && { multiline: true, minRows: 1, maxRows: 6 })}
      {...(props.type && { type: props.type })}
      slotProps={{
        htmlInput: {
          spellCheck: false,
          ...(name === 'name' && { maxLength: 100, pattern: '.*\\S.*' }),
          ...(props.type === 'number' && { min: 1, step: 'any' }),
        },
      }}
    />
  );
}

/** A switch of an application, with what it does. */
export function SwitchField(props: FieldProps & { name: NamesOf<boolean> }) {
  const { t } = useTexts();
  const { name } = props;
  const id = useId();
  const isRefused = props.refused === name;
  return (
    <div>
      <FormControlLabel
        control={
          <Switch
            checked={props.draft[name]}
            onChange={(event) => props.onChange(name, event.target.checked)}
            slotProps={{ input: { 'aria-describedby': id, 'aria-invalid': isRefused } }}
          />
        }
        label={t(`admin.applications.fields.${name}`)}
      />
      <FormHelperText id={id} error={isRefused} sx={{ mt: 0 }}>
        {t(
          isRefused && (name === 'requirePkce' || name === 'mayIntrospect')
            ? `admin.applications.refused.${name}`
            : `admin.applications.hints.${name}`,
        )}
      </FormHelperText>
    </div>
  );
}
