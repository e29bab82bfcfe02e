/** Where programs that have an app password connect to, as the operator says. */
export interface ProgramServer {
  /** The kind of backend, as app passwords name it. */
  scope: string;
  /** A name and a port, or the address of a DAV server. */
  address: string;
}
