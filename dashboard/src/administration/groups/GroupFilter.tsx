import { useQuery } from '@tanstack/react-query';
import { GroupNameDocument } from '#client/operations';
import { send } from '../../api/send';
import { useTexts } from '../../i18n/texts';
import { useFilters } from '../lists/filters';
import { GroupChoice } from './GroupChoice';

/** A list narrowed to the accounts of a group. */
export function GroupFilter() {
  const { t } = useTexts();
  const { values, change } = useFilters();
  const id = values['groupId'];
  const { data: chosen } = useQuery({
    queryKey: ['group-name', id],
    queryFn: async () => (await send(GroupNameDocument, { id: String(id) })).group,
    enabled: typeof id === 'string',
  });
  const unnamed = typeof id === 'string' ? { id, name: id, kind: 'MANUAL' as const, source: null } : null;
  return (
    <GroupChoice
      isInFilters
      label={t('admin.groups.group')}
      group={unnamed && (chosen ?? unnamed)}
      onGroup={(group) => change({ groupId: group?.id })}
    />
  );
}
