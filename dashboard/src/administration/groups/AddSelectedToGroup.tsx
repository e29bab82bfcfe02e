import { Button } from '@mui/material';
import { useState } from 'react';
import { AddToGroupDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { byHundreds } from '../accounts/by-hundreds';
import { GroupChoiceDialog } from './GroupChoiceDialog';

/** Adds all ticked accounts to a group. */
export function AddSelectedToGroup({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const { t } = useTexts();
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" variant="outlined" color="secondary" onClick={() => setOpen(true)}>
        {t('admin.groups.addTo')}
      </Button>
      {isOpen && (
        <GroupChoiceDialog
          title={t('admin.groups.addSelected', { smart_count: ids.length })}
          onChosen={async ({ id }) => {
            const outcomes = await byHundreds(
              ids,
              async (some) => (await send(AddToGroupDocument, { id, accountIds: some })).addToGroup,
            );
            const done = outcomes.filter((each) => each.done).length;
            const refused = outcomes.length - done;
            say(
              [
                t('admin.bulk.done', { smart_count: done }),
                refused > 0 && t('admin.bulk.refused', { smart_count: refused }),
              ]
                .filter((sentence) => sentence !== false)
                .join(' '),
              refused > 0 ? 'warning' : 'success',
            );
            onDone();
            await queryClient.invalidateQueries();
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
