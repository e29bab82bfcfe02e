import type { Logger } from 'pino';
import { ImapDirectory } from './imap-directory.js';
import { LdapDirectory, type LdapOptions } from './ldap-directory.js';
import type { DirectoryServer, PasswordDirectory } from './password-directory.js';

export interface DirectoryConfig extends DirectoryServer {
  ldap: LdapOptions;
}

/** The adapter for the configured server; null: all passwords are ours. */
export function directoryFrom(config: DirectoryConfig | undefined, log: Logger): PasswordDirectory | null {
  if (!config) return null;
  return config.url.protocol.startsWith('imap')
    ? new ImapDirectory(config, log)
    : new LdapDirectory(config, config.ldap, log);
}
