import { Alert, Autocomplete, TextField } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AccountLoginsDocument } from '#client/operations';
import { send } from '../../api/send';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useAutocompleteTexts } from '../../components/useAutocompleteTexts';
import { useTexts } from '../../i18n/texts';

/** An account to be added, found by the beginning of its login or name. Mounted while it is open. */
export function AccountChoiceDialog(props: {
  title: string;
  onChosen: (accountId: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ inPlace: true });
  const label = t('admin.accounts.account');
  const texts = useAutocompleteTexts(label);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<{ id: string; login: string } | null>(null);
  const { data: found = [], isFetching } = useQuery({
    queryKey: ['account-logins', search],
    queryFn: async () => (await send(AccountLoginsDocument, { search })).accounts.items,
    placeholderData: keepPreviousData,
  });
  const submit = async () => {
    if (chosen && (await run(() => props.onChosen(chosen.id), t('admin.groups.added')))) props.onClose();
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
      <Autocomplete
        {...texts}
        options={found}
        value={chosen}
        loading={isFetching}
        filterOptions={(options) => options}
        getOptionLabel={({ login }) => login}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        onInputChange={(_, text, reason) => {
          if (reason !== 'reset') setSearch(text);
        }}
        onChange={(_, account) => setChosen(account)}
        renderInput={(parameters) => <TextField {...parameters} label={label} autoFocus />}
      />
      {refusal !== null && (
        <Alert severity="error" sx={{ mt: 2 }}>
          {refusal}
        </Alert>
      )}
    </FormDialog>
  );
}
