import { ServiceAccountsDocument } from '#client/operations';
import { send } from '../../api/send';
import type { GetList } from '../../providers/data-provider';
import type { ServiceAccount } from './service-account';

export const getServiceAccounts: GetList<ServiceAccount> = async (page) => {
  const { serviceAccounts } = await send(ServiceAccountsDocument, { page });
  return { data: serviceAccounts.items, total: serviceAccounts.total };
};
