import { Button } from '@mui/material';
import type { ReactNode, Ref, SubmitEvent } from 'react';
import { codeOf } from '../api/client';
import { useTexts } from '../i18n/texts';
import { useAction } from './useAction';

/** Something typed that proves who one is, and the button that sends it. `children` are given what to show as wrong, and where it is typed. */
export function ProofForm(props: {
  /** While locked, the countdown says what is wrong. */
  isLocked: boolean;
  wrong: { code: string; text: string };
  prove: () => Promise<void>;
  children: (error: string | null, field: Ref<HTMLInputElement>) => ReactNode;
}) {
  const { t } = useTexts();
  const { isBusy, run, refusal, again } = useAction({
    inPlace: true,
    explain: (error) => (codeOf(error) === props.wrong.code ? props.wrong.text : undefined),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void run(props.prove);
  };
  return (
    <form onSubmit={submit}>
      {props.children(props.isLocked ? null : refusal, again)}
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
