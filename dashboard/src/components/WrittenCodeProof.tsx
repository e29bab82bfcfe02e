import { Button, TextField } from '@mui/material';
import { type SubmitEvent, useState } from 'react';
import { codeOf } from '../api/client';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';

/** A backup or recovery code, as it was written down: case and separators do not matter. */
export function WrittenCodeProof(props: {
  kind: 'backup' | 'recovery';
  isLocked: boolean;
  onCode: (code: string) => Promise<void>;
}) {
  const { t } = useTexts();
  const [code, setCode] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  // While locked, the countdown says it.
  const shown = props.isLocked ? null : error;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await props.onCode(code);
    } catch (thrown) {
      setError(codeOf(thrown) === 'INVALID_CODE' ? t(`signIn.${props.kind}.wrong`) : errorText(t, thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <TextField
        label={t(`signIn.${props.kind}.label`)}
        name={`${props.kind}-code`}
        autoComplete="off"
        autoFocus
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
        error={shown !== null}
        helperText={shown ?? ' '}
        slotProps={{
          htmlInput: { autoCapitalize: 'none', spellCheck: false, maxLength: 64 },
          formHelperText: { role: 'alert' },
        }}
        sx={{
          mb: 1,
          '& input': { fontFamily: (theme) => theme.typography.monospace, letterSpacing: '0.04em' },
        }}
      />
      <Button
        type="submit"
        variant="contained"
        size="large"
        fullWidth
        loading={isBusy}
        disabled={props.isLocked}
      >
        {t('proof.confirm')}
      </Button>
    </form>
  );
}
