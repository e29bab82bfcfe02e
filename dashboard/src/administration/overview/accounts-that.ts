import type { AccountFilter } from '#client/operations';
import { listAddress } from '../lists/list-address';

/** The list of exactly those enabled accounts that a figure counts. */
export const accountsThat = (filter: AccountFilter): string =>
  listAddress('accounts', { disabled: false, ...filter });
export const UNPROTECTED_ADMINISTRATORS = accountsThat({ administers: true, twoFactorEnabled: false });
