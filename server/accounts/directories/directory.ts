import type { Logger } from 'pino';
import type { LdapOptions } from './ldap-options.js';
import type { LoginDomain } from './login-domain.js';
import type { DirectoryServer, PasswordDirectory } from './password-directory.js';

/** A mail server, or a directory. */
export type DirectoryConfig = DirectoryServer & ({ loginDomain: LoginDomain } | { ldap: LdapOptions });

/** The adapter for the configured server; null: all passwords are ours. Loads it where there is one. */
export async function directoryFrom(
  config: DirectoryConfig | undefined,
  log: Logger,
): Promise<PasswordDirectory | null> {
  if (!config) return null;
  if ('ldap' in config) {
    const { LdapDirectory } = await import('./ldap-directory.js');
    return new LdapDirectory(config, config.ldap, log);
  }
  const { ImapDirectory } = await import('./imap-directory.js');
  return new ImapDirectory(config, config.loginDomain, log);
}
