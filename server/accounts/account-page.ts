export interface AccountPageConfig {
  /** Where people manage their password and factors; undefined: on our own Security page. */
  accountPage: string | undefined;
}

/** Where people manage their factors, and where their password: on the operator's own page, or our Security page. */
export function accountPages(
  { accountPage }: AccountPageConfig,
  publicUrl: string,
): { factors: string; password: string } {
  const factors = accountPage ?? `${publicUrl}/security`;
  return { factors, password: accountPage ?? `${factors}/password` };
}
