import GroupOutlined from '@mui/icons-material/GroupOutlined';
import PersonAddOutlined from '@mui/icons-material/PersonAddOutlined';
import PersonOutlined from '@mui/icons-material/PersonOutlined';
import { Button, Link as MuiLink, Stack } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { AddToGroupDocument, type GroupDetailsQuery, RemoveFromGroupDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { NoRows, Row, Rows, Section } from '../../components/Section';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { AccountChoiceDialog } from './AccountChoiceDialog';
import { refuseUnlessDone } from './outcomes';
import { listAddress } from '../lists/list-address';
import { useMemberCount } from './useMemberCount';

type Details = NonNullable<GroupDetailsQuery['group']>;

/** The first of those who are in a group; all are in the list of accounts. */
export function MembersSection({
  group,
  members: { items },
}: {
  group: Details;
  members: GroupDetailsQuery['accounts'];
}) {
  const { t } = useTexts();
  const mayManage = useMay()('GROUPS_MANAGE');
  const counted = useMemberCount();
  const { isBusy, run } = useAction();
  const [isAdding, setAdding] = useState(false);
  const { id, kind, memberCount } = group;
  const isChangeable = kind === 'MANUAL' && mayManage;
  const remove = (accountId: string) =>
    run(async () => {
      const { removeFromGroup } = await send(RemoveFromGroupDocument, { id, accountIds: [accountId] });
      refuseUnlessDone(removeFromGroup);
      await queryClient.invalidateQueries();
    }, t('admin.groups.removed'));
  return (
    <Section
      title={t('admin.groups.membersTitle', { count: counted(memberCount) })}
      action={
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
          {items.length > 0 && (
            <Button component={Link} to={listAddress('accounts', { groupId: id })} color="secondary">
              {t('admin.groups.seeAll')}
            </Button>
          )}
          {isChangeable && (
            <Button variant="outlined" startIcon={<PersonAddOutlined />} onClick={() => setAdding(true)}>
              {t('admin.groups.add')}
            </Button>
          )}
        </Stack>
      }
    >
      {items.length === 0 && <NoRows icon={<GroupOutlined />} text={t(`admin.groups.empty.${kind}`)} />}
      <Rows>
        {items.map(({ id: accountId, login, displayName }) => (
          <Row
            key={accountId}
            icon={<PersonOutlined />}
            title={
              <MuiLink component={Link} to={`/accounts/${accountId}`} color="textPrimary">
                {login}
              </MuiLink>
            }
            {...(displayName !== null && { text: displayName })}
            action={
              isChangeable && (
                <Button
                  color="secondary"
                  disabled={isBusy}
                  aria-label={t('admin.groups.removeOf', { login })}
                  onClick={() => void remove(accountId)}
                >
                  {t('admin.groups.remove')}
                </Button>
              )
            }
          />
        ))}
      </Rows>
      {isAdding && (
        <AccountChoiceDialog
          title={t('admin.groups.addTitle', { name: group.name })}
          onChosen={async (accountId) => {
            const { addToGroup } = await send(AddToGroupDocument, { id, accountIds: [accountId] });
            refuseUnlessDone(addToGroup);
            await queryClient.invalidateQueries();
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </Section>
  );
}
