import { AuthTokensDocument, type AuthTokensQuery } from '#client/operations';
import { send } from '../../api/send';
import type { GetList } from '../../providers/data-provider';

export type TokenRow = AuthTokensQuery['authTokens']['items'][number];

export const getTokens: GetList<TokenRow> = async (page, filter) => {
  const { authTokens } = await send(AuthTokensDocument, { page, filter: filter });
  return { data: authTokens.items, total: authTokens.total };
};
