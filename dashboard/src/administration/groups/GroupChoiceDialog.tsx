import { Alert, Link as MuiLink, Typography } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { GroupChoice } from './GroupChoice';
import type { Group } from './provider';

/** A group that accounts are to be added to. Mounted while it is open. */
export function GroupChoiceDialog(props: {
  title: string;
  onChosen: (group: Group) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ inPlace: true });
  const [chosen, setChosen] = useState<Group | null>(null);
  const submit = async () => {
    if (chosen && (await run(() => props.onChosen(chosen)))) props.onClose();
  };
  return (
    <FormDialog
      title={props.title}
      submit={t('admin.groups.add')}
      isBusy={isBusy}
      isDisabled={chosen === null}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <GroupChoice label={t('admin.groups.group')} group={chosen} onGroup={setChosen} kind="MANUAL" />
      <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
        {t('admin.groups.onlyManual')}{' '}
        <MuiLink component={Link} to="/groups/create">
          {t('admin.groups.create')}
        </MuiLink>
      </Typography>
      {refusal !== null && (
        <Alert severity="error" sx={{ mt: 2 }}>
          {refusal}
        </Alert>
      )}
    </FormDialog>
  );
}
