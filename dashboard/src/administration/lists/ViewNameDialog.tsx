import { Alert, Typography } from '@mui/material';
import { useState } from 'react';
import { FormDialog } from '../../components/FormDialog';
import { NameField } from '../../components/NameField';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';

/** Asks what saved filters are called. Mounted while it is open. */
export function ViewNameDialog(props: {
  title: string;
  text?: string;
  /** What they are called so far. */
  name?: string;
  /** Names that cannot be had, and those of filters that would be replaced. */
  names: { taken: readonly string[]; own: readonly string[] };
  done: string;
  onName: (name: string) => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const say = useSay();
  const [name, setName] = useState(props.name ?? '');
  const wanted = name.trim();
  const isTaken = props.names.taken.includes(wanted);
  const replaces = wanted !== props.name && props.names.own.includes(wanted);
  return (
    <FormDialog
      title={props.title}
      submit={t('common.save')}
      isBusy={false}
      isDisabled={isTaken}
      onSubmit={() => {
        props.onName(wanted);
        say(props.done);
        props.onClose();
      }}
      onClose={props.onClose}
    >
      {props.text !== undefined && (
        <Typography color="textSecondary" sx={{ mb: 2 }}>
          {props.text}
        </Typography>
      )}
      <NameField label={t('common.name')} name={name} onName={setName} />
      {(isTaken || replaces) && (
        <Alert severity={isTaken ? 'error' : 'info'} sx={{ mt: 2 }}>
          {t(isTaken ? 'admin.views.taken' : 'admin.views.replaces')}
        </Alert>
      )}
    </FormDialog>
  );
}
