import WorkspacesOutlined from '@mui/icons-material/WorkspacesOutlined';
import { Button, Chip, Stack } from '@mui/material';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { AddToGroupDocument, RemoveFromGroupDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { Row } from '../../components/Section';
import { useAction } from '../../components/useAction';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { GroupChoiceDialog } from './GroupChoiceDialog';
import { refuseUnlessDone } from './outcomes';
import type { Group } from './provider';

/** The groups that an account is in; of a domain or a directory it cannot be taken out here. */
export function GroupsRow({ account }: { account: { id: string; login: string; groups: Group[] } }) {
  const { t } = useTexts();
  const mayManage = useMay()('GROUPS_MANAGE');
  const navigate = useNavigate();
  const say = useSay();
  const { isBusy, run } = useAction();
  const [isAdding, setAdding] = useState(false);
  const { id: accountId, login, groups } = account;
  const remove = (id: string) =>
    run(async () => {
      const { removeFromGroup } = await send(RemoveFromGroupDocument, { id, accountIds: [accountId] });
      refuseUnlessDone(removeFromGroup);
      await queryClient.invalidateQueries();
    }, t('admin.groups.removed'));
  return (
    <Row
      icon={<WorkspacesOutlined />}
      title={t('admin.groups.title')}
      text={
        groups.length === 0 ? (
          t('admin.groups.inNone')
        ) : (
          <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 0.75, mt: 0.5 }}>
            {groups.map(({ id, name, kind }) => (
              <Chip
                key={id}
                size="small"
                label={name}
                disabled={isBusy}
                onClick={() => void navigate(`/groups/${id}`)}
                {...(mayManage && kind === 'MANUAL' && { onDelete: () => void remove(id) })}
              />
            ))}
          </Stack>
        )
      }
      action={
        <>
          {mayManage && (
            <Button color="secondary" onClick={() => setAdding(true)}>
              {t('admin.groups.addTo')}
            </Button>
          )}
          {isAdding && (
            <GroupChoiceDialog
              title={t('admin.groups.addToTitle', { login })}
              onChosen={async ({ id }) => {
                const { addToGroup } = await send(AddToGroupDocument, { id, accountIds: [accountId] });
                refuseUnlessDone(addToGroup);
                say(t('admin.groups.added'));
                await queryClient.invalidateQueries();
              }}
              onClose={() => setAdding(false)}
            />
          )}
        </>
      }
    />
  );
}
