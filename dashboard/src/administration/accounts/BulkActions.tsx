import { Alert, Box, Button, Typography } from '@mui/material';
import { type RaRecord, useListContext } from 'ra-core';
import { useState } from 'react';
import { type AccountAction, ApplyToAccountsDocument } from '#client/operations';
import { send } from '../../api/send';
import { afterAct } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { EndingAppPasswords } from './EndingAppPasswords';
import { useNoGrace } from './useNoGrace';

const ACTIONS = ['REQUIRE_TWO_FACTOR', 'REVOKE_TOKENS', 'DISABLE'] as const satisfies AccountAction[];
const AT_ONCE = 100;

/** What can be done to all ticked accounts. */
export function BulkActions() {
  const { t } = useTexts();
  const say = useSay();
  const { data = [], selectedIds, onSelect, onUnselectItems } = useListContext<RaRecord>();
  const [asking, setAsking] = useState<(typeof ACTIONS)[number] | null>(null);
  const { id: ownId } = useMe();
  const isOwnSelected = selectedIds.includes(ownId);
  const others = selectedIds.map(String).filter((id) => id !== ownId);
  const count = selectedIds.length;
  const shown = selectedIds.filter((id) => data.some((row) => row.id === id));
  const unseen = count - shown.length;
  const hasNoGrace = useNoGrace(asking === 'REQUIRE_TWO_FACTOR');
  const beyond = t('admin.bulk.unseen', { smart_count: unseen });

  const apply = async (action: AccountAction) => {
    const outcomes = [];
    for (let from = 0; from < others.length; from += AT_ONCE) {
      const { applyToAccounts } = await send(ApplyToAccountsDocument, {
        ids: others.slice(from, from + AT_ONCE),
        action,
      });
      outcomes.push(...applyToAccounts);
    }
    const refused = outcomes.filter(({ done }) => !done);
    const text = [
      t('admin.bulk.done', { smart_count: outcomes.length - refused.length }),
      ...(refused.length > 0 ? [t('admin.bulk.refused', { smart_count: refused.length })] : []),
      ...(refused.some(({ code }) => code === 'CONFLICT') ? [t('admin.bulk.lastAdministrator')] : []),
    ].join(' ');
    say(text, refused.length > 0 ? 'warning' : 'success');
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
      {ACTIONS.map((action) => (
        <Button
          key={action}
          size="small"
          variant="outlined"
          color={action === 'DISABLE' ? 'error' : 'secondary'}
          onClick={() => setAsking(action)}
        >
          {t(`admin.bulk.${action}.name`)}
        </Button>
      ))}
      <Button size="small" color="secondary" onClick={() => onUnselectItems()}>
        {t('admin.bulk.clear')}
      </Button>
      <ConfirmDialog
        isOpen={asking !== null}
        title={t(`admin.bulk.${asking ?? 'DISABLE'}.title`, { smart_count: others.length })}
        consequences={[
          ...(isOwnSelected
            ? [
                <Alert key="own" severity="info">
                  {t('admin.bulk.withoutYou')}
                </Alert>,
              ]
            : []),
          ...(others.length > 0 ? [t(`admin.bulk.${asking ?? 'DISABLE'}.text`)] : []),
          ...(hasNoGrace ? [t('admin.settings.impact.noGrace')] : []),
          ...(asking === 'REVOKE_TOKENS' || asking === 'DISABLE'
            ? [<EndingAppPasswords key="app passwords" ids={others} />]
            : []),
          ...(unseen > 0 ? [beyond] : []),
        ]}
        isDisabled={others.length === 0}
        confirm={t(`admin.bulk.${asking ?? 'DISABLE'}.name`)}
        destructive={asking === 'DISABLE'}
        action={() => (asking === null ? Promise.resolve() : apply(asking))}
        onClose={() => setAsking(null)}
      />
    </Box>
  );
}
