import FilterListOutlined from '@mui/icons-material/FilterListOutlined';
import { Box, Button, MenuItem, Stack, TextField } from '@mui/material';
import { type RaRecord, useListContext } from 'ra-core';
import { type ReactNode, useId, useState } from 'react';
import { useTexts } from '../../i18n/texts';
import { useFilters } from './filters';
import { ColumnsMenu } from './columns';
import type { Column } from './ListRows';

interface ToolsProps<Row extends RaRecord> {
  search?: ReactNode;
  filters?: ReactNode;
  /** The menu of saved filters. */
  saved: ReactNode;
  tools?: ReactNode;
  columns: readonly Column<Row>[];
}

const IN_LINE = {
  display: 'flex',
  flexWrap: 'wrap',
  gap: 1,
  // In line with the fields, not with what stands above these.
  alignItems: { xs: 'center', sm: 'flex-end' },
  '& > .MuiChip-root': { mb: { sm: '7px' } },
} as const;

/** Above a table: all filters in a row; the table’s head sorts. */
export function WideTools<Row extends RaRecord>(props: ToolsProps<Row>) {
  const { search, filters, saved, tools } = props;
  if (search === undefined && filters === undefined) return null;
  return (
    <Box sx={{ p: 2, ...IN_LINE }}>
      {search}
      {filters}
      <Stack direction="row" sx={{ flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1, ml: 'auto' }}>
        {saved}
        <ColumnsMenu columns={props.columns} />
        {tools}
      </Stack>
    </Box>
  );
}

/** Above cards, on phones: filters are folded away, and there is a menu to sort by, as cards have no head. */
export function NarrowTools<Row extends RaRecord>(props: ToolsProps<Row>) {
  const { search, filters, saved, tools, columns } = props;
  const { t } = useTexts();
  const { values } = useFilters();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const active = Object.keys(values).filter((field) => search === undefined || field !== 'search').length;
  const isSortable = columns.some(({ sortBy }) => sortBy !== undefined);
  if (search === undefined && filters === undefined && !isSortable) return null;
  return (
    <Stack sx={{ p: 2, gap: 1.5 }}>
      {search}
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1, alignItems: 'flex-end' }}>
        {filters !== undefined && (
          <Button
            variant="outlined"
            color="secondary"
            startIcon={<FilterListOutlined />}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {active === 0 ? t('admin.list.filters') : t('admin.list.filtersOn', { count: active })}
          </Button>
        )}
        {filters !== undefined && saved}
        {tools}
      </Stack>
      {filters !== undefined && (
        // What is being typed stays while it is folded.
        <Box id={id} sx={isOpen ? IN_LINE : { display: 'none' }}>
          {filters}
        </Box>
      )}
      {isSortable && <SortMenu columns={columns} />}
    </Stack>
  );
}

function SortMenu<Row extends RaRecord>({ columns }: { columns: readonly Column<Row>[] }) {
  const { t } = useTexts();
  const { sort, setSort } = useListContext<Row>();
  return (
    <TextField
      select
      size="small"
      label={t('admin.list.sortBy')}
      value={`${sort.field} ${sort.order}`}
      onChange={(event) => {
        const [field = '', order] = event.target.value.split(' ');
        setSort({ field, order: order === 'DESC' ? 'DESC' : 'ASC' });
      }}
      sx={{ m: 0 }}
    >
      {columns.flatMap(({ label, sortBy }) =>
        sortBy === undefined
          ? []
          : (['ASC', 'DESC'] as const).map((order) => (
              <MenuItem key={`${sortBy} ${order}`} value={`${sortBy} ${order}`}>
                {t(order === 'ASC' ? 'admin.list.ascending' : 'admin.list.descending', { column: t(label) })}
              </MenuItem>
            )),
      )}
    </TextField>
  );
}
