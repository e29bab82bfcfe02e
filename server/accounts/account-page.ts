import type { Config } from '../config/config.js';

/** Where people manage their factors, and where their password: on the operator's own page, or our Security page. */
export function accountPages(
  { accountPage }: Pick<Config, 'accountPage'>,
  publicUrl: string,
): { factors: string; password: string } {
  const factors = accountPage ?? `${publicUrl}/security`;
  return { factors, password: accountPage ?? `${factors}/password` };
}
