import { type GroupFieldsFragment, GroupsDocument, type GroupsQuery } from '#client/operations';
import { send } from '../../api/send';
import type { GetList } from '../../providers/data-provider';

export type Group = GroupFieldsFragment;
export type GroupRow = GroupsQuery['groups']['items'][number];

export const getGroups: GetList<GroupRow> = async (page, filter) => {
  const { groups } = await send(GroupsDocument, { page, filter });
  return { data: groups.items, total: groups.total };
};
