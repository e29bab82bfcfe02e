import type { AccountDetailsQuery } from '../../../../schema/client/operations';

export type Account = NonNullable<AccountDetailsQuery['account']>;
export type AccountTrail = AccountDetailsQuery['auditEvents'];
