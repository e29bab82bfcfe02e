import { Autocomplete, TextField } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { GroupNamesDocument } from '#client/operations';
import { send } from '../../api/send';
import { useAutocompleteTexts } from '../../components/useAutocompleteTexts';
import type { Group } from './provider';

/** A field for several groups, each found by the beginning of its name. */
export function GroupsChoice(props: {
  label: string;
  hint: string;
  groups: Group[];
  onGroups: (groups: Group[]) => void;
}) {
  const texts = useAutocompleteTexts(props.label);
  const [search, setSearch] = useState('');
  const { data: found = [], isFetching } = useQuery({
    queryKey: ['group-names', search, undefined],
    queryFn: async () => (await send(GroupNamesDocument, { filter: { search } })).groups.items,
    placeholderData: keepPreviousData,
  });
  return (
    <Autocomplete
      {...texts}
      multiple
      options={found}
      value={props.groups}
      loading={isFetching}
      filterOptions={(options) => options}
      filterSelectedOptions
      getOptionLabel={({ name }) => name}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onInputChange={(_, text, reason) => {
        if (reason !== 'reset') setSearch(text);
      }}
      onChange={(_, groups) => props.onGroups(groups)}
      renderInput={(parameters) => <TextField {...parameters} label={props.label} helperText={props.hint} />}
    />
  );
}
