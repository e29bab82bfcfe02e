/** How people are found in a directory, and what is read of them. */
export interface LdapOptions {
  /**
   * DN of a person, or the user principal name, `{login}` standing for the login; undefined: people are searched for.
   */
  userDn: string | undefined;
  /** Where people are searched for, and by which filter (RFC 4515), with `{login}` in it. May be empty with `userDn`. */
  base: string;
  filter: string;
  /** Who searches; undefined: anonymously. */
  searcher: { dn: string; password: string } | undefined;
  loginAttribute: string;
  nameAttribute: string;
  /** Whose values put people into groups; undefined: none does. */
  groupAttribute: string | undefined;
}
