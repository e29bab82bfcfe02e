import { AuditEventsDocument, type AuditEventsQuery } from '#client/operations';
import { send } from '../../api/send';
import type { GetList } from '../../providers/data-provider';

export type AuditRow = AuditEventsQuery['auditEvents']['items'][number];

export const getAuditEvents: GetList<AuditRow> = async (page, filter) => {
  const { auditEvents } = await send(AuditEventsDocument, { page, filter: filter });
  return { data: auditEvents.items, total: auditEvents.total };
};
