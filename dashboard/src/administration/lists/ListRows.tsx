import {
  Box,
  Checkbox,
  Link as MuiLink,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  TableSortLabel,
} from '@mui/material';
import { type RaRecord, useListContext } from 'ra-core';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { ActionsMenu, type MenuAction } from '../../components/ActionsMenu';
import type { TextKey } from '../../i18n/catalogue';
import { useTexts } from '../../i18n/texts';

export interface Column<Row> {
  label: TextKey;
  /** A field that the server sorts by. */
  sortBy?: string;
  cell: (row: Row) => ReactNode;
  /** Whether it is only shown in a table where it was chosen. */
  isOptional?: boolean;
  /** In pixels, where there are columns: for what should not be broken up. */
  minWidth?: number;
}

/** What a row shows, and what can be done with it. */
export interface RowsProps<Row extends RaRecord> {
  /** The first says what the row is. */
  columns: [Column<Row>, ...Column<Row>[]];
  nameOf: (row: Row) => string;
  actions?: (row: Row) => MenuAction[];
  /** Where the row leads. */
  to?: (row: Row) => string;
  /** Shown while rows are ticked; without it none can be. */
  bulk?: ReactNode;
}

/** On wide screens: a table. */
export function WideRows<Row extends RaRecord>(props: RowsProps<Row> & { rows: readonly Row[] }) {
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
                  onChange={() => {
                    // What is ticked on other pages stays so.
                    const elsewhere = selectedIds.filter((id) => !ids.includes(id));
                    onSelect(areAllSelected ? elsewhere : [...elsewhere, ...ids]);
                  }}
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
              {props.columns.map(({ label, cell, minWidth = 0 }, place) => (
                <TableCell key={label} sx={{ overflowWrap: 'anywhere', minWidth }}>
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
export function NarrowRows<Row extends RaRecord>(props: RowsProps<Row> & { rows: readonly Row[] }) {
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

const RowLink = ({ to, children }: { to: string; children: ReactNode }) => (
  <MuiLink component={Link} to={to} underline="hover" color="textPrimary" sx={{ fontWeight: 600 }}>
    {children}
  </MuiLink>
);

const visuallyHidden = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clip: 'rect(0 0 0 0)',
  whiteSpace: 'nowrap',
} as const;
