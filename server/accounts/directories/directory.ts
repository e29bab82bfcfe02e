import type { Logger } from 'pino';
import { ImapDirectory } from './imap-directory.js';
import { LdapDirectory, type LdapOptions } from './ldap-directory.js';
import type { LoginDomain } from './login-domain.js';
import type { DirectoryServer, PasswordDirectory } from './password-directory.js';

/** A mail server, or a directory. */
export type DirectoryConfig = DirectoryServer & ({ loginDomain: LoginDomain } | { ldap: LdapOptions });

/** The adapter for the configured server; null: all passwords are ours. */
export function directoryFrom(config: DirectoryConfig | undefined, log: Logger): PasswordDirectory | null {
  if (!config) return null;
  return 'ldap' in config
    ? new LdapDirectory(config, config.ldap, log)
    : new ImapDirectory(config, config.loginDomain, log);
}
