/** Where a request comes from, as far as it can be known. */
export interface Client {
  ipAddress: string | null;
  userAgent: string | null;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal | undefined;
}

export interface SigningInClient extends Client {
  /** The device secret kept for this account. */
  deviceSecret(accountId: string): string | undefined;
  /** The token in the browser's cookie: a new one replaces it. */
  heldToken: string | undefined;
}
