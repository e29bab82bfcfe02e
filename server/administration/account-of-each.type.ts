import type { AccountsService } from '../accounts/accounts.service.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import { type Batch, rowOfEach } from '../platform/graphql/loaders.js';
import { Refusal } from '../platform/refusal.js';

/** The account of each row of a list. Rejects with NOT_FOUND. */
export const accountOfEach = (accounts: () => AccountsService): Batch<AccountProfile> =>
  rowOfEach<AccountProfile, never>(
    (ids) => accounts().byIds(ids),
    ({ id }) => id,
    () => new Refusal('NOT_FOUND', 'No such account.'),
  );
