import { Alert } from '@mui/material';
import { useState } from 'react';
import { useTexts } from '../i18n/texts';
import { FormDialog } from './FormDialog';
import { NameField } from './NameField';
import { type Explain, useAction } from './useAction';

/** Asks for a name of up to 100 characters, or fewer. Mounted while it is open. */
export function NameDialog(props: {
  title: string;
  name: string;
  longest?: number;
  done: string;
  onName: (name: string) => Promise<unknown>;
  explain?: Explain;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ inPlace: true, explain: props.explain });
  const [before] = useState(props.name);
  const [name, setName] = useState(before);
  const submit = async () => {
    // Sent anyway, it would undo what another has called it meanwhile.
    if (name.trim() === before) return props.onClose();
    if (await run(() => props.onName(name.trim()), props.done)) props.onClose();
  };
  return (
    <FormDialog
      title={props.title}
      submit={t('common.save')}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <NameField label={t('common.name')} name={name} longest={props.longest} onName={setName} />
      {refusal !== null && (
        <Alert severity="error" sx={{ mt: 2 }}>
          {refusal}
        </Alert>
      )}
    </FormDialog>
  );
}
