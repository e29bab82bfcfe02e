import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import {
  Alert,
  Box,
  Button,
  Card,
  Checkbox,
  Link as MuiLink,
  Skeleton,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TablePagination,
  TableRow,
  TableSortLabel,
  Typography,
  useMediaQuery,
} from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { ListBase, type RaRecord, type SortPayload, useListContext } from 'ra-core';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { ActionsMenu, type MenuAction } from '../components/ActionsMenu';
import { Page } from '../components/Page';
import type { TextKey } from '../i18n/catalogue';
import { useTexts } from '../i18n/texts';
import { useFilters } from './filters';

const PER_PAGE = [25, 50, 100];

export interface Column<Row> {
  label: TextKey;
  /** A field that the server sorts by. */
  sortBy?: string;
  cell: (row: Row) => ReactNode;
}

interface ListProps<Row extends RaRecord> {
  /** The first says what the row is. */
  columns: [Column<Row>, ...Column<Row>[]];
  nameOf: (row: Row) => string;
  actions?: (row: Row) => MenuAction[];
  /** Where the row leads. */
  to?: (row: Row) => string;
  filters: ReactNode;
  /** Shown while rows are ticked; without it none can be. */
  bulk?: ReactNode;
  empty: { icon: ReactNode; text: string };
}

/** A list whose page, order and filters are in the address. */
export function ListPage<Row extends RaRecord>(
  props: ListProps<Row> & {
    resource: string;
    title: string;
    text: string;
    action?: ReactNode;
    sort: SortPayload;
  },
) {
  return (
    <Page wide title={props.title} text={props.text} action={props.action}>
      <ListBase
        resource={props.resource}
        sort={props.sort}
        perPage={25}
        storeKey={false}
        exporter={false}
        disableAuthentication
      >
        <List {...props} />
      </ListBase>
    </Page>
  );
}

function List<Row extends RaRecord>(props: ListProps<Row>) {
  const { t } = useTexts();
  const list = useListContext<Row>();
  const isWide = useMediaQuery((theme: Theme) => theme.breakpoints.up('md'), { noSsr: true });
  const { data = [], isPending, error, total = 0 } = list;
  const { values, change } = useFilters();
  const isFiltered = Object.keys(values).length > 0;
  const Rows = isWide ? WideRows : NarrowRows;
  return (
    <Card>
      <Box sx={{ p: 2, display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        {props.filters}
      </Box>
      {list.selectedIds.length > 0 && props.bulk}
      {error ? (
        <Alert
          severity="error"
          sx={{ m: 2 }}
          action={
            <Button color="inherit" size="small" onClick={() => void list.refetch()}>
              {t('common.retry')}
            </Button>
          }
        >
          {error instanceof Error ? error.message : t('errors.UNKNOWN')}
        </Alert>
      ) : isPending ? (
        <Box role="status" aria-label={t('common.loading')} sx={{ px: 2, pb: 2 }}>
          {Array.from({ length: 8 }, (_, row) => (
            <Skeleton key={row} height={52} />
          ))}
        </Box>
      ) : data.length === 0 ? (
        <Stack sx={{ alignItems: 'center', gap: 1, p: 6, color: 'text.secondary', textAlign: 'center' }}>
          {props.empty.icon}
          <Typography>{isFiltered ? t('admin.list.noMatch') : props.empty.text}</Typography>
          {isFiltered && <Button onClick={() => change(cleared(values))}>{t('admin.list.clear')}</Button>}
        </Stack>
      ) : (
        <Rows {...props} rows={data} />
      )}
      {total > 0 && (
        <TablePagination
          component="div"
          count={total}
          page={list.page - 1}
          rowsPerPage={list.perPage}
          rowsPerPageOptions={PER_PAGE}
          onPageChange={(_, page) => list.setPage(page + 1)}
          onRowsPerPageChange={(event) => list.setPerPage(Number(event.target.value))}
          labelRowsPerPage={isWide ? t('admin.list.perPage') : ''}
          labelDisplayedRows={({ from, to, count }) => t('admin.list.range', { from, to, count })}
          getItemAriaLabel={(type) =>
            t(type === 'next' || type === 'last' ? 'admin.list.next' : 'admin.list.previous')
          }
          slotProps={{
            select: { inputProps: { 'aria-label': t('admin.list.perPage') } },
          }}
          sx={{ borderTop: 1, borderColor: 'divider', overflow: 'hidden' }}
        />
      )}
    </Card>
  );
}

function WideRows<Row extends RaRecord>(props: ListProps<Row> & { rows: readonly Row[] }) {
  const { t } = useTexts();
  const { sort, setSort, selectedIds, onSelect, onToggleItem, isFetching } = useListContext<Row>();
  const ids = props.rows.map(({ id }) => id);
  const areAllSelected = ids.every((id) => selectedIds.includes(id));
  return (
    <Box sx={{ overflowX: 'auto', opacity: isFetching ? 0.6 : 1, transition: 'opacity 150ms' }}>
      <Table
        sx={{
          '& td, & th': { borderColor: 'divider' },
          '& th': { color: 'text.secondary', fontWeight: 560 },
        }}
      >
        <TableHead>
          <TableRow>
            {props.bulk !== undefined && (
              <TableCell padding="checkbox">
                <Checkbox
                  checked={areAllSelected}
                  indeterminate={!areAllSelected && ids.some((id) => selectedIds.includes(id))}
                  onChange={() => onSelect(areAllSelected ? [] : ids)}
                  slotProps={{ input: { 'aria-label': t('admin.list.selectAll') } }}
                />
              </TableCell>
            )}
            {props.columns.map(({ label, sortBy }) => (
              <TableCell
                key={label}
                {...(sortBy === sort.field && { sortDirection: sort.order === 'ASC' ? 'asc' : 'desc' })}
              >
                {sortBy === undefined ? (
                  t(label)
                ) : (
                  <TableSortLabel
                    active={sortBy === sort.field}
                    direction={sortBy === sort.field && sort.order === 'DESC' ? 'desc' : 'asc'}
                    onClick={() =>
                      setSort({
                        field: sortBy,
                        order: sortBy === sort.field && sort.order === 'ASC' ? 'DESC' : 'ASC',
                      })
                    }
                  >
                    {t(label)}
                  </TableSortLabel>
                )}
              </TableCell>
            ))}
            {props.actions && (
              <TableCell>
                <Box component="span" sx={visuallyHidden}>
                  {t('admin.list.actions')}
                </Box>
              </TableCell>
            )}
          </TableRow>
        </TableHead>
        <TableBody>
          {props.rows.map((row) => (
            <TableRow key={row.id} hover selected={selectedIds.includes(row.id)}>
              {props.bulk !== undefined && (
                <TableCell padding="checkbox">
                  <SelectRow row={row} name={props.nameOf(row)} onToggle={onToggleItem} />
                </TableCell>
              )}
              {props.columns.map(({ label, cell }, place) => (
                <TableCell key={label} sx={{ overflowWrap: 'anywhere' }}>
                  {place === 0 && props.to ? <RowLink to={props.to(row)}>{cell(row)}</RowLink> : cell(row)}
                </TableCell>
              ))}
              {props.actions && (
                <TableCell align="right" sx={{ py: 0.5 }}>
                  <ActionsMenu
                    label={t('security.actionsOf', { name: props.nameOf(row) })}
                    actions={props.actions(row)}
                  />
                </TableCell>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

/** On phones: one card a row, each value with its label. */
function NarrowRows<Row extends RaRecord>(props: ListProps<Row> & { rows: readonly Row[] }) {
  const { t } = useTexts();
  const { onToggleItem } = useListContext<Row>();
  const [first, ...others] = props.columns;
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {props.rows.map((row) => (
        <Stack
          component="li"
          key={row.id}
          direction="row"
          sx={{ gap: 1, p: 2, borderTop: 1, borderColor: 'divider', alignItems: 'flex-start' }}
        >
          {props.bulk !== undefined && (
            <Box sx={{ m: -1 }}>
              <SelectRow row={row} name={props.nameOf(row)} onToggle={onToggleItem} />
            </Box>
          )}
          <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
            {props.to ? <RowLink to={props.to(row)}>{first.cell(row)}</RowLink> : first.cell(row)}
            <Box component="dl" sx={{ m: 0, mt: 0.75, display: 'grid', gap: 0.5 }}>
              {others.map(({ label, cell }) => (
                <Box
                  key={label}
                  sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, fontSize: '0.875rem' }}
                >
                  <Box component="dt" sx={{ color: 'text.secondary' }}>
                    {t(label)}
                  </Box>
                  <Box component="dd" sx={{ m: 0, minWidth: 0 }}>
                    {cell(row)}
                  </Box>
                </Box>
              ))}
            </Box>
          </Box>
          {props.actions && (
            <ActionsMenu
              label={t('security.actionsOf', { name: props.nameOf(row) })}
              actions={props.actions(row)}
            />
          )}
        </Stack>
      ))}
    </Box>
  );
}

function SelectRow<Row extends RaRecord>(props: {
  row: Row;
  name: string;
  onToggle: (id: Row['id']) => void;
}) {
  const { t } = useTexts();
  const { selectedIds } = useListContext<Row>();
  return (
    <Checkbox
      checked={selectedIds.includes(props.row.id)}
      onChange={() => props.onToggle(props.row.id)}
      slotProps={{ input: { 'aria-label': t('admin.list.select', { name: props.name }) } }}
    />
  );
}

const cleared = (filters: Record<string, unknown>): Record<string, undefined> =>
  Object.fromEntries(Object.keys(filters).map((field) => [field, undefined]));

const RowLink = ({ to, children }: { to: string; children: ReactNode }) => (
  <MuiLink component={Link} to={to} underline="hover" color="textPrimary" sx={{ fontWeight: 600 }}>
    {children}
  </MuiLink>
);

const visuallyHidden = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clip: 'rect(0 0 0 0)',
  whiteSpace: 'nowrap',
} as const;

/** Downloads all that the filters match. */
export function ExportButton({ name }: { name: 'accounts' | 'audit' }) {
  const { t } = useTexts();
  const { values } = useFilters();
  const query = new URLSearchParams(Object.entries(values).map(([field, value]) => [field, String(value)]));
  return (
    <Button
      component="a"
      href={`/export/${name}.csv?${query.toString()}`}
      download
      color="secondary"
      startIcon={<DownloadOutlined />}
      sx={{ ml: { sm: 'auto' } }}
    >
      {t('admin.list.export')}
    </Button>
  );
}
