import { Button } from '@mui/material';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { codeOf } from '../api/client';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';

/** Something typed that proves who one is, and the button that sends it. The fields are told what to say is wrong. */
export function ProofForm(props: {
  /** While locked, the countdown says what is wrong. */
  isLocked: boolean;
  wrong: { code: string; text: string };
  prove: () => Promise<void>;
  children: (error: string | null) => ReactNode;
}) {
  const { t } = useTexts();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await props.prove();
    } catch (thrown) {
      setError(codeOf(thrown) === props.wrong.code ? props.wrong.text : errorText(t, thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {props.children(props.isLocked ? null : error)}
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
