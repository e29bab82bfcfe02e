import {
  Alert,
  Box,
  Button,
  Card,
  Skeleton,
  Stack,
  TablePagination,
  Typography,
  useMediaQuery,
} from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { ListBase, type RaRecord, type SortPayload, useListContext } from 'ra-core';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { distinctNames } from '../../components/distinct-names';
import { Page } from '../../components/Page';
import { StillLoading } from '../../components/StillLoading';
import { useTexts } from '../../i18n/texts';
import { SharedFilters, useFilters } from './filters';
import { NarrowRows, type RowsProps, WideRows } from './ListRows';
import { isShownByDefault, useShownColumns } from './columns';
import { NarrowTools, WideTools } from './ListTools';
import { type ViewAct, ViewDialogs } from './ViewDialogs';
import type { BuiltInView } from './views';
import { ViewsMenu } from './ViewsMenu';

const PER_PAGE = [25, 50, 100];

interface ListProps<Row extends RaRecord> extends RowsProps<Row> {
  /** What the list is searched by, which is at hand also on phones. */
  search?: ReactNode;
  filters?: ReactNode;
  /** What is done with all that matches. */
  tools?: ReactNode;
  /** Combinations of filters that everybody wants. */
  views?: readonly BuiltInView[];
  /** What tells rows of one name apart. */
  apart?: (row: Row) => string;
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
  const [parameters] = useSearchParams();
  // The list itself says what is wrong, except that react-admin leaves a later page for the first when it fails.
  const saysSoItself = Number(parameters.get('page') ?? 1) <= 1;
  return (
    <Page wide title={props.title} text={props.text} action={props.action}>
      <ListBase
        resource={props.resource}
        sort={props.sort}
        perPage={25}
        storeKey={false}
        exporter={false}
        disableAuthentication
        {...(saysSoItself && { queryOptions: { onError: () => undefined } })}
      >
        <SharedFilters>
          <List {...props} />
        </SharedFilters>
      </ListBase>
    </Page>
  );
}

function List<Row extends RaRecord>(props: ListProps<Row> & { sort: SortPayload }) {
  const { t } = useTexts();
  const list = useListContext<Row>();
  const isWide = useMediaQuery((theme: Theme) => theme.breakpoints.up('md'), { noSsr: true });
  const { data = [], isPending, error, total = 0 } = list;
  const { values, change } = useFilters();
  const isFiltered = Object.keys(values).length > 0;
  const Rows = isWide ? WideRows : NarrowRows;
  const { views = [] } = props;
  const [act, setAct] = useState<ViewAct | null>(null);
  const saved = <ViewsMenu builtIn={views} sort={props.sort} onAct={setAct} />;
  const chosen = useShownColumns(props.columns);
  // Cards need no room to be made for them.
  const [first, ...others] = props.columns;
  const columns: typeof props.columns = isWide ? chosen : [first, ...others.filter(isShownByDefault)];
  const names = distinctNames(data, props.nameOf, ...(props.apart ? [props.apart] : []));
  return (
    <Card>
      {isWide ? <WideTools {...props} saved={saved} /> : <NarrowTools {...props} saved={saved} />}
      <ViewDialogs builtIn={views} act={act} onAct={setAct} />
      {list.selectedIds.length > 0 && props.bulk}
      {(list.meta as { sorted?: boolean } | undefined)?.sorted === false && (
        <Alert severity="info" sx={{ mx: 2, mb: 2 }}>
          {t('admin.list.unsorted')}
        </Alert>
      )}
      {error ? (
        <Alert
          severity="error"
          sx={{ m: 2 }}
          action={
            <>
              {isFiltered && (
                <Button color="inherit" size="small" onClick={() => change(cleared(values))}>
                  {t('admin.list.clear')}
                </Button>
              )}
              <Button color="inherit" size="small" onClick={() => void list.refetch()}>
                {t('common.retry')}
              </Button>
            </>
          }
        >
          {error instanceof Error ? error.message : t('errors.UNKNOWN')}
        </Alert>
      ) : isPending ? (
        <Box role="status" aria-label={t('common.loading')} sx={{ px: 2, pb: 2 }}>
          <StillLoading />
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
        <Rows
          {...props}
          columns={columns}
          nameOf={(row) => names.get(row) ?? props.nameOf(row)}
          rows={data}
        />
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

const cleared = (filters: Record<string, unknown>): Record<string, undefined> =>
  Object.fromEntries(Object.keys(filters).map((field) => [field, undefined]));
