import { ApplicationsDocument } from '#client/operations';
import { send } from '../../api/send';
import type { GetList } from '../../providers/data-provider';
import type { Application } from './application';

export const getApplications: GetList<Application> = async (page) => {
  const { applications } = await send(ApplicationsDocument, { page });
  return { data: applications.items, total: applications.total };
};
