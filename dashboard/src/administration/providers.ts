import {
  AccountsDocument,
  type AccountsQuery,
  type AccountFilter,
  AuditEventsDocument,
  type AuditEventsQuery,
  type AuditFilter,
  AuthTokensDocument,
  type AuthTokenFilter,
  type AuthTokensQuery,
  DevicesDocument,
  type DeviceFilter,
  type DevicesQuery,
} from '#client/operations';
import { send } from '../api/send';
import type { ResourceProvider } from '../providers/data-provider';

export type AccountRow = AccountsQuery['accounts']['items'][number];
export type DeviceRow = DevicesQuery['devices']['items'][number];
export type TokenRow = AuthTokensQuery['authTokens']['items'][number];
export type AuditRow = AuditEventsQuery['auditEvents']['items'][number];

type ListParams = Parameters<NonNullable<ResourceProvider['getList']>>[0];

const pageOf = ({ page, perPage, sortBy, sortOrder }: ListParams) => ({ page, perPage, sortBy, sortOrder });

/** The lists of administrators. Filters come from the address: what the server does not know, it refuses. */
export const providers: Record<string, ResourceProvider> = {
  accounts: {
    async getList(params) {
      const filter = params.filter as AccountFilter;
      const { items, total, sorted } = (await send(AccountsDocument, { filter, page: pageOf(params) }))
        .accounts;
      return { data: items, total, meta: { sorted } };
    },
  },
  devices: {
    async getList(params) {
      const filter = params.filter as DeviceFilter;
      const { items, total } = (await send(DevicesDocument, { filter, page: pageOf(params) })).devices;
      return { data: items, total };
    },
  },
  tokens: {
    async getList(params) {
      const filter = params.filter as AuthTokenFilter;
      const { items, total } = (await send(AuthTokensDocument, { filter, page: pageOf(params) })).authTokens;
      return { data: items, total };
    },
  },
  audit: {
    async getList(params) {
      const filter = params.filter as AuditFilter;
      const { items, total } = (await send(AuditEventsDocument, { filter, page: pageOf(params) }))
        .auditEvents;
      return { data: items, total };
    },
  },
};
