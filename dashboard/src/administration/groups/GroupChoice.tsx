import { Autocomplete, TextField } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type GroupKind, GroupNamesDocument } from '#client/operations';
import { send } from '../../api/send';
import { useAutocompleteTexts } from '../../components/useAutocompleteTexts';
import type { Group } from './provider';

/** A field for one group, found by the beginning of its name. */
export function GroupChoice(props: {
  label: string;
  group: Group | null;
  onGroup: (group: Group | null) => void;
  /** Only groups of this kind. */
  kind?: GroupKind;
  isInFilters?: boolean;
}) {
  const { label, kind, isInFilters = false } = props;
  const texts = useAutocompleteTexts(label);
  const [search, setSearch] = useState('');
  const { data: found = [], isFetching } = useQuery({
    queryKey: ['group-names', search, kind],
    queryFn: async () => {
      const filter = { search, ...(kind && { kind }) };
      return (await send(GroupNamesDocument, { filter })).groups.items;
    },
    placeholderData: keepPreviousData,
  });
  return (
    <Autocomplete
      {...texts}
      size={isInFilters ? 'small' : 'medium'}
      options={found}
      value={props.group}
      loading={isFetching}
      filterOptions={(options) => options}
      getOptionLabel={({ name }) => name}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onInputChange={(_, text, reason) => {
        if (reason !== 'reset') setSearch(text);
      }}
      onChange={(_, group) => props.onGroup(group)}
      renderInput={(parameters) => (
        <TextField
          {...parameters}
          label={label}
          autoFocus={!isInFilters}
          {...(isInFilters && { fullWidth: true, sx: { m: 0 } })}
        />
      )}
      {...(isInFilters && { sx: { width: { xs: '100%', sm: 200 } } })}
    />
  );
}
