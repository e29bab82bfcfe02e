/** Which database, and how it is reached. */
export interface DatabaseOptions {
  url: string;
  poolSize: number;
  /** Milliseconds after which a silent database counts as away; without it, it is waited for. */
  timeout?: number | undefined;
  /** Who vouches for MySQL's certificate, in PEM; without it, the connection is not encrypted. */
  ca?: string | undefined;
}
