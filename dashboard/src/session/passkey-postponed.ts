const KEPT_AS = 'latchkey.passkey-offers';
const MONTH = 30 * 24 * 60 * 60_000;

/** Not now, says the person: on this device, they are asked again in a month. */
export const postpone = (accountId: string): void => keep(accountId, Date.now() + MONTH);

/** There is one on this device, or is never to be. */
export const askNoMore = (accountId: string): void => keep(accountId, Number.MAX_SAFE_INTEGER);

export const isPostponed = (accountId: string): boolean => (kept()[accountId] ?? 0) > Date.now();

function keep(accountId: string, until: number): void {
  localStorage.setItem(KEPT_AS, JSON.stringify({ ...kept(), [accountId]: until }));
}

/** Until when whom is not to be asked: ids, which say nothing to anybody else. */
function kept(): Record<string, number> {
  try {
    return (JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}') ?? {}) as Record<string, number>;
  } catch {
    return {};
  }
}
