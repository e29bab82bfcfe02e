import { TextField } from '@mui/material';
import { useState } from 'react';
import { useTexts } from '../i18n/texts';
import { ProofForm } from './ProofForm';

/** A backup code, or one from an administrator, as it was written down: case and separators do not matter. */
export function WrittenCodeProof(props: {
  kind: 'backup' | 'recovery' | 'bypass';
  isLocked: boolean;
  onCode: (code: string) => Promise<void>;
}) {
  const { t } = useTexts();
  const [code, setCode] = useState('');
  return (
    <ProofForm
      isLocked={props.isLocked}
      wrong={{ code: 'INVALID_CODE', text: t(`signIn.${props.kind}.wrong`) }}
      prove={() => props.onCode(code)}
    >
      {(error, field) => (
        <TextField
          label={t(`signIn.${props.kind}.label`)}
          name={`${props.kind}-code`}
          autoComplete="off"
          autoFocus
          inputRef={field}
          required
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={error !== null}
          helperText={error ?? ' '}
          slotProps={{
            htmlInput: { autoCapitalize: 'none', spellCheck: false, maxLength: 64 },
            formHelperText: { role: 'alert' },
          }}
          sx={{
            mb: 1,
            '& input': { fontFamily: (theme) => theme.typography.monospace, letterSpacing: '0.04em' },
          }}
        />
      )}
    </ProofForm>
  );
}
