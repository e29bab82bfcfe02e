import {
  DeleteAccountDocument,
  type Permission,
  ResetTwoFactorDocument,
  RevokeAccountTokensDocument,
  UnlockAccountDocument,
  UpdateAccountDocument,
} from '#client/operations';
import { send } from '../../api/send';

/** What can be done to an account, each after a confirmation that says what will happen. */
export const ACCOUNT_ACTS = {
  resetTwoFactor: (id: string) => send(ResetTwoFactorDocument, { id }),
  revokeTokens: (id: string) => send(RevokeAccountTokensDocument, { id }),
  require: (id: string) => send(UpdateAccountDocument, { id, input: { requireTwoFactor: true } }),
  release: (id: string) => send(UpdateAccountDocument, { id, input: { requireTwoFactor: false } }),
  unlock: (id: string) => send(UnlockAccountDocument, { id }),
  disable: (id: string) => send(UpdateAccountDocument, { id, input: { disabled: true } }),
  enable: (id: string) => send(UpdateAccountDocument, { id, input: { disabled: false } }),
  delete: (id: string) => send(DeleteAccountDocument, { id }),
} as const satisfies Record<string, (id: string) => Promise<unknown>>;

export type AccountAct = keyof typeof ACCOUNT_ACTS;

/** What whoever does it must have. */
export const NEEDS: Record<AccountAct, Permission> = {
  resetTwoFactor: 'ACCOUNTS_SUPPORT',
  revokeTokens: 'ACCOUNTS_SUPPORT',
  unlock: 'ACCOUNTS_SUPPORT',
  require: 'ACCOUNTS_MANAGE',
  release: 'ACCOUNTS_MANAGE',
  disable: 'ACCOUNTS_MANAGE',
  enable: 'ACCOUNTS_MANAGE',
  delete: 'ACCOUNTS_MANAGE',
};

/** After these the account's sessions and app passwords are no more. */
export const ENDS_ACCESS = new Set<AccountAct>(['resetTwoFactor', 'revokeTokens', 'disable', 'delete']);

export const DESTRUCTIVE = new Set<AccountAct>(['resetTwoFactor', 'disable', 'delete']);
