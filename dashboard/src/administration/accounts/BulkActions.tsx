import { Alert, Box, Button, Skeleton, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useListContext } from 'ra-core';
import { useState } from 'react';
import { ApplyToAccountsDocument } from '#client/operations';
import { send } from '../../api/send';
import { afterAct } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { listed } from '../../components/ending-app-passwords';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useMe } from '../../session/me';
import { AddSelectedToGroup } from '../groups/AddSelectedToGroup';
import {
  BULK_ACTS,
  BULK_NEEDS,
  type BulkAct,
  CONCERNS,
  ENDS_APP_PASSWORDS,
  selectedAccounts,
  told,
} from './bulk-acts';
import { byHundreds } from './by-hundreds';
import { EndingAppPasswords } from './EndingAppPasswords';
import { ExportSelected } from './ExportSelected';
import type { AccountRow } from './provider';
import { useNoGrace } from './useNoGrace';

/** What can be done to all ticked accounts. */
export function BulkActions() {
  const { t } = useTexts();
  const say = useSay();
  const { data = [], selectedIds, onSelect, onUnselectItems } = useListContext<AccountRow>();
  const [asking, setAsking] = useState<BulkAct | null>(null);
  const { id: ownId } = useMe();
  const may = useMay();
  const isOwnSelected = selectedIds.includes(ownId);
  const others = selectedIds.map(String).filter((id) => id !== ownId);
  const count = selectedIds.length;
  const shown = selectedIds.filter((id) => data.some((row) => row.id === id));
  const unseen = count - shown.length;
  const hasNoGrace = useNoGrace(asking === 'REQUIRE_TWO_FACTOR');
  const beyond = t('admin.bulk.unseen', { smart_count: unseen });
  const { data: accounts, isError } = useQuery({
    queryKey: ['selected-accounts', others],
    queryFn: () => selectedAccounts(others),
    enabled: asking !== null && others.length > 0,
    staleTime: 0,
  });

  const act = asking ?? 'DISABLE';
  const isConcerned = CONCERNS[act];
  const concerned = isConcerned ? accounts?.filter(isConcerned) : accounts;
  const ids = isConcerned ? (concerned?.map(({ id }) => id) ?? []) : others;
  const spared = isConcerned && accounts && concerned ? accounts.length - concerned.length : 0;
  const isKnown = !isConcerned || concerned !== undefined;

  const apply = async () => {
    const outcomes = await byHundreds(
      ids,
      async (some) => (await send(ApplyToAccountsDocument, { ids: some, action: act })).applyToAccounts,
    );
    const logins = new Map([...data, ...(accounts ?? [])].map(({ id, login }) => [id, login]));
    const isDone = outcomes.every(({ done }) => done);
    say(
      told(t, act, outcomes, (id) => logins.get(id) ?? id),
      isDone ? 'success' : 'warning',
    );
    onUnselectItems();
    await afterAct();
  };

  return (
    <Box
      role="group"
      aria-label={t('admin.bulk.title')}
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        alignItems: 'center',
        px: 2,
        py: 1,
        bgcolor: 'background.sunken',
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Typography role="status" variant="body2" sx={{ fontWeight: 600, mr: 1 }}>
        {t('admin.bulk.selected', { smart_count: count })}
        {unseen > 0 && ` · ${beyond}`}
      </Typography>
      {unseen > 0 && (
        <Button size="small" color="secondary" onClick={() => onSelect(shown)}>
          {t('admin.bulk.clearUnseen')}
        </Button>
      )}
      {BULK_ACTS.filter((action) => may(BULK_NEEDS[action])).map((action) => (
        <Button
          key={action}
          size="small"
          variant="outlined"
          color={DESTRUCTIVE.has(action) ? 'error' : 'secondary'}
          onClick={() => setAsking(action)}
        >
          {t(`admin.bulk.${action}.name`)}
        </Button>
      ))}
      {may('GROUPS_MANAGE') && <AddSelectedToGroup ids={selectedIds.map(String)} onDone={onUnselectItems} />}
      <ExportSelected ids={selectedIds.map(String)} />
      <Button size="small" color="secondary" onClick={() => onUnselectItems()}>
        {t('admin.bulk.clear')}
      </Button>
      <ConfirmDialog
        isOpen={asking !== null}
        title={t(`admin.bulk.${act}.title`, { smart_count: isKnown ? ids.length : others.length })}
        consequences={[
          ...(isOwnSelected
            ? [
                <Alert key="own" severity="info">
                  {t('admin.bulk.withoutYou')}
                </Alert>,
              ]
            : []),
          ...(others.length === 0
            ? []
            : isError
              ? [t('admin.bulk.namesUnknown')]
              : concerned === undefined
                ? [<Skeleton key="names" />]
                : concerned.length > 0
                  ? [
                      t('admin.bulk.names', {
                        names: listed(
                          t,
                          concerned.map(({ login }) => login),
                        ),
                      }),
                    ]
                  : []),
          ...(spared > 0 && (act === 'ENABLE' || act === 'RESET_TWO_FACTOR')
            ? [t(`admin.bulk.${act}.others`, { smart_count: spared })]
            : []),
          ...(ids.length > 0 ? [t(`admin.bulk.${act}.text`)] : []),
          ...(hasNoGrace ? [t('admin.settings.impact.noGrace')] : []),
          ...(ENDS_APP_PASSWORDS.has(act) && ids.length > 0
            ? [<EndingAppPasswords key="app passwords" ids={ids} />]
            : []),
          ...(unseen > 0 ? [beyond] : []),
        ]}
        isDisabled={ids.length === 0}
        confirm={t(`admin.bulk.${act}.name`)}
        destructive={DESTRUCTIVE.has(act)}
        action={apply}
        onClose={() => setAsking(null)}
      />
    </Box>
  );
}

const DESTRUCTIVE = new Set<BulkAct>(['RESET_TWO_FACTOR', 'DISABLE']);
