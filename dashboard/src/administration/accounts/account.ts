import type { AccountDetailsQuery } from '#client/operations';

export type Account = NonNullable<AccountDetailsQuery['account']>;
export type AccountTrail = NonNullable<AccountDetailsQuery['auditEvents']>;
