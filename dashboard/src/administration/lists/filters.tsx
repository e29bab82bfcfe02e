import CheckOutlined from '@mui/icons-material/CheckOutlined';
import SearchOutlined from '@mui/icons-material/SearchOutlined';
import { Autocomplete, Chip, InputAdornment, MenuItem, TextField } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useListContext } from 'ra-core';
import { createContext, type ReactNode, use, useEffect, useId, useRef, useState } from 'react';
import { AccountLoginDocument, AccountLoginsDocument } from '#client/operations';
import { send } from '../../api/send';
import { useAutocompleteTexts } from '../../components/useAutocompleteTexts';
import { Store } from '../../api/store';

const TYPING_PAUSE = 300;

type Filters = Record<string, unknown>;

const LatestContext = createContext(new Store<Filters>({}));

/** Around a list: filters that change before the address has followed must not undo each other. */
export function SharedFilters({ children }: { children: ReactNode }) {
  const { filterValues } = useListContext() as { filterValues: Filters };
  const [latest] = useState(() => new Store(filterValues));
  const inAddress = JSON.stringify(filterValues);
  useEffect(() => latest.set(JSON.parse(inAddress) as Filters), [latest, inAddress]);
  return <LatestContext value={latest}>{children}</LatestContext>;
}

/** The list's filters, of which those that are undefined are left out of the address. */
export function useFilters() {
  const { filterValues: values, setFilters } = useListContext() as {
    filterValues: Filters;
    setFilters: (filters: Filters, displayed: undefined, debounce: boolean) => void;
  };
  const latest = use(LatestContext);
  return {
    values,
    change: (change: Filters): void => {
      const next = Object.entries({ ...latest.get(), ...change }).filter(([, value]) => value !== undefined);
      latest.set(Object.fromEntries(next));
      setFilters(latest.get(), undefined, false);
    },
  };
}

/** A filter that is on or off. */
export function ToggleFilter(props: { field: string; value: unknown; label: string }) {
  const { values, change } = useFilters();
  const isOn = values[props.field] === props.value;
  return (
    <Chip
      component="button"
      label={props.label}
      aria-pressed={isOn}
      color={isOn ? 'primary' : 'default'}
      variant={isOn ? 'filled' : 'outlined'}
      {...(isOn && { icon: <CheckOutlined /> })}
      onClick={() => change({ [props.field]: isOn ? undefined : props.value })}
    />
  );
}

/** One of several combinations of filters, of which each takes the place of the one before. */
export function ChoiceFilter(props: {
  label: string;
  /** What it says while nothing is chosen. */
  all: string;
  choices: readonly { label: string; filter: Filters }[];
}) {
  const { values, change } = useFilters();
  const id = useId();
  const chosen = props.choices.findIndex(({ filter }) =>
    Object.entries(filter).every(([field, value]) => values[field] === value),
  );
  const none = Object.fromEntries(
    props.choices.flatMap(({ filter }) => Object.keys(filter).map((field) => [field, undefined])),
  );
  return (
    <TextField
      select
      id={id}
      size="small"
      label={props.label}
      value={String(chosen)}
      fullWidth={false}
      onChange={(event) => change({ ...none, ...props.choices[Number(event.target.value)]?.filter })}
      sx={{ width: { xs: '100%', sm: 200 }, m: 0 }}
    >
      <MenuItem value="-1">{props.all}</MenuItem>
      {props.choices.map(({ label }, place) => (
        <MenuItem key={label} value={String(place)}>
          {label}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** Text to filter by, once typing pauses. */
export function TextFilter(props: { field: string; label: string; type?: 'search' | 'datetime-local' }) {
  const { values, change } = useFilters();
  const inAddress = toText(values[props.field], props.type);
  const [typed, setTyped] = useState<string | null>(null);
  const [isTyping, setTyping] = useState(false);
  const [seen, setSeen] = useState(inAddress);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Order and page may have changed while typing paused.
  const apply = useRef(change);
  useEffect(() => {
    apply.current = change;
  });
  // The address was changed elsewhere, as by going back; what is being typed stays.
  if (seen !== inAddress) {
    setSeen(inAddress);
    if (!isTyping) setTyped(null);
  }
  const type = (text: string) => {
    setTyped(text);
    setTyping(true);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => {
      setTyping(false);
      apply.current({ [props.field]: toValue(text, props.type) });
    }, TYPING_PAUSE);
  };
  return (
    <TextField
      size="small"
      label={props.label}
      type={props.type ?? 'text'}
      value={typed ?? inAddress}
      fullWidth={false}
      onChange={(event) => type(event.target.value)}
      slotProps={{
        inputLabel: props.type === 'datetime-local' ? { shrink: true } : {},
        input:
          props.type === 'search'
            ? {
                startAdornment: (
                  <InputAdornment position="start">
                    <SearchOutlined fontSize="small" />
                  </InputAdornment>
                ),
              }
            : {},
      }}
      sx={{ width: { xs: '100%', sm: props.type === 'search' ? 280 : 210 }, m: 0 }}
    />
  );
}

/** Moments are in the address as the API writes them, on the screen in the viewer's time. */
function toText(value: unknown, type?: string): string {
  if (typeof value !== 'string') return '';
  if (type !== 'datetime-local') return value;
  const at = new Date(value);
  return Number.isNaN(at.getTime())
    ? ''
    : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function toValue(text: string, type?: string): string | undefined {
  if (text.trim() === '') return undefined;
  return type === 'datetime-local' ? new Date(text).toISOString() : text;
}

/** One account, found by the beginning of its login. */
export function AccountFilter({ field, label }: { field: string; label: string }) {
  const { values, change } = useFilters();
  const texts = useAutocompleteTexts(label);
  const id = values[field];
  const [search, setSearch] = useState('');
  const { data: chosen } = useQuery({
    queryKey: ['account-login', id],
    queryFn: async () => (await send(AccountLoginDocument, { id: String(id) })).account,
    enabled: typeof id === 'string',
  });
  const { data: found = [], isFetching } = useQuery({
    queryKey: ['account-logins', search],
    queryFn: async () => (await send(AccountLoginsDocument, { search })).accounts.items,
    placeholderData: keepPreviousData,
  });
  return (
    <Autocomplete
      {...texts}
      size="small"
      options={found}
      value={
        typeof id === 'string'
          ? (chosen ?? { id, login: id, displayName: null, role: 'USER' as const })
          : null
      }
      loading={isFetching}
      filterOptions={(options) => options}
      getOptionLabel={({ login }) => login}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      onInputChange={(_, text, reason) => {
        if (reason !== 'reset') setSearch(text);
      }}
      onChange={(_, account) => change({ [field]: account?.id })}
      renderInput={(parameters) => <TextField {...parameters} label={label} fullWidth sx={{ m: 0 }} />}
      sx={{ width: { xs: '100%', sm: 260 } }}
    />
  );
}
