import {
  type AccountAction,
  type Permission,
  type SelectedAccountsQuery,
  SelectedAccountsDocument,
} from '#client/operations';
import { send } from '../../api/send';
import { listed } from '../../components/ending-app-passwords';
import type { Translate } from '../../i18n/translator';
import { byHundreds } from './by-hundreds';

export const BULK_ACTS = [
  'REQUIRE_TWO_FACTOR',
  'REMIND_TO_ENROL',
  'INVITE',
  'RESET_TWO_FACTOR',
  'REVOKE_TOKENS',
  'ENABLE',
  'DISABLE',
] as const satisfies AccountAction[];
export type BulkAct = (typeof BULK_ACTS)[number];

/** What whoever does it must have. */
export const BULK_NEEDS: Record<BulkAct, Permission> = {
  REQUIRE_TWO_FACTOR: 'ACCOUNTS_MANAGE',
  REMIND_TO_ENROL: 'ACCOUNTS_SUPPORT',
  INVITE: 'ACCOUNTS_SUPPORT',
  RESET_TWO_FACTOR: 'ACCOUNTS_SUPPORT',
  REVOKE_TOKENS: 'ACCOUNTS_SUPPORT',
  ENABLE: 'ACCOUNTS_MANAGE',
  DISABLE: 'ACCOUNTS_MANAGE',
};

export type Selected = SelectedAccountsQuery['accounts']['items'][number];

/** Those that there is something to do for, of an act that would leave others as they are. */
export const CONCERNS: Partial<Record<BulkAct, (account: Selected) => boolean>> = {
  RESET_TWO_FACTOR: ({ twoFactor }) => twoFactor.enabled,
  ENABLE: ({ disabled }) => disabled,
};

/** After these, app passwords work no more. */
export const ENDS_APP_PASSWORDS = new Set<BulkAct>(['RESET_TWO_FACTOR', 'REVOKE_TOKENS', 'DISABLE']);

export const selectedAccounts = (ids: readonly string[]): Promise<Selected[]> =>
  byHundreds(ids, async (some) => (await send(SelectedAccountsDocument, { ids: some })).accounts.items);

/** Why somebody was not invited. */
const NOT_INVITED = {
  CONFLICT: 'admin.bulk.hasPassword',
  BAD_USER_INPUT: 'admin.bulk.noAddress',
  PASSWORD_ELSEWHERE: 'admin.bulk.passwordElsewhere',
  TOO_MANY_ATTEMPTS: 'admin.bulk.enoughMails',
} as const;

interface Outcome {
  id: string;
  done: boolean;
  code: string | null;
}

/** How it went, in sentences; whom it was refused for by name, with the reason. */
export function told(
  t: Translate,
  act: BulkAct,
  outcomes: readonly Outcome[],
  loginOf: (id: string) => string,
): string {
  const refused = outcomes.filter(({ done }) => !done);
  const sentences = [t('admin.bulk.done', { smart_count: outcomes.length - refused.length })];
  if (refused.length > 0) sentences.push(t('admin.bulk.refused', { smart_count: refused.length }));
  for (const code of new Set(refused.map((each) => each.code))) {
    const logins = refused.filter((each) => each.code === code).map(({ id }) => loginOf(id));
    const names = listed(t, logins);
    if (code === 'NOT_FOUND') sentences.push(t('admin.bulk.gone', { names }));
    else if (act === 'INVITE' && code !== null && Object.hasOwn(NOT_INVITED, code))
      sentences.push(t(NOT_INVITED[code as keyof typeof NOT_INVITED], { names }));
    else if (code !== 'CONFLICT') sentences.push(t('admin.bulk.stopped', { names }));
    else if (act === 'REMIND_TO_ENROL') sentences.push(t('admin.bulk.nothingMissing', { names }));
    else if (act === 'RESET_TWO_FACTOR') sentences.push(t('admin.bulk.withoutFactor', { names }));
    else sentences.push(t('admin.bulk.lastAdministrator'));
  }
  return sentences.join(' ');
}
