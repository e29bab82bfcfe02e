import { AccountsDocument, type AccountsQuery } from '#client/operations';
import { send } from '../../api/send';
import type { GetList } from '../../providers/data-provider';

export type AccountRow = AccountsQuery['accounts']['items'][number];

export const getAccounts: GetList<AccountRow> = async (page, filter) => {
  const { accounts } = await send(AccountsDocument, { page, filter: filter });
  return { data: accounts.items, total: accounts.total, meta: { sorted: accounts.sorted } };
};
