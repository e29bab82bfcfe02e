/** Who acts, for the record. */
export interface Actor {
  id: string | null;
  login: string | null;
  ipAddress: string | null;
  /** Aborted when nobody waits for the answer any more: what costs is then left undone. */
  signal?: AbortSignal | undefined;
}
