/** Who acts, for the record. */
export interface Actor {
  id: string | null;
  login: string | null;
  ipAddress: string | null;
  /** Aborted when nobody waits for the answer any more: what costs is then left undone. */
  signal?: AbortSignal | undefined;
}

/** Of a proof that failed: whoever it was is somewhere, and is not the person whose account they named. */
export const unproven = ({ ipAddress }: Pick<Actor, 'ipAddress'>): Actor => ({
  id: null,
  login: null,
  ipAddress,
});
