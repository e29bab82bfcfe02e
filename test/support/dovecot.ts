import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { adaptExample, freePort, type Program, programFolder, startProgram } from './programs.js';

/** A private IMAP server with mailboxes for everyone who may sign in; `authentication` are its passdb blocks. */
export async function startDovecot(authentication: (folder: string) => string): Promise<Program> {
  const [folder, port] = [programFolder('dovecot'), await freePort()];
  const { uid, gid, username } = userInfo();
  const [mailUid, mailGid] = uid === 0 ? [65534, 65534] : [uid, gid];
  const mail = join(folder, 'mail');
  mkdirSync(mail);
  chmodSync(mail, 0o777);
  const config = join(folder, 'dovecot.conf');
  writeFileSync(
    config,
    `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:${mail}/%Lu
${uid === 0 ? '' : `default_internal_user = ${username}\ndefault_login_user = ${username}\ndefault_internal_group = ${gid}`}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
  # Off: Dovecot's own delays after failures.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
userdb {
  driver = static
  args = uid=${mailUid} gid=${mailGid} home=${mail}/%Lu allow_all_users=yes
}
${authentication(folder)}
`,
  );
  return startProgram('dovecot', ['-F', '-c', config], { port, folder });
}

/** The passdb block of the example that asks a server about access tokens, as an application that may introspect. */
export function tokenPassdb(
  folder: string,
  latchkeyPort: number,
  { clientId, secret }: { clientId: string; secret: string },
): string {
  adaptExample('docker/examples/dovecot/dovecot-oauth2.conf.ext', join(folder, 'dovecot-oauth2.conf.ext'), {
    'CLIENT:SECRET@latchkey:4000': `${clientId}:${secret}@127.0.0.1:${latchkeyPort}`,
  });
  const passdb = join(folder, 'auth-latchkey-oauth2.conf');
  adaptExample('docker/examples/dovecot/auth-latchkey-oauth2.conf', passdb, { '/etc/dovecot': folder });
  return `!include ${passdb}`;
}

/** The passdb block of the example that asks a server about app passwords. */
export function appPasswordPassdb(
  folder: string,
  latchkeyPort: number,
  more: Record<string, string> = {},
): string {
  adaptExample('docker/examples/dovecot/latchkey.lua', join(folder, 'latchkey.lua'), {
    'http://latchkey:4000': `http://127.0.0.1:${latchkeyPort}`,
  });
  const passdb = join(folder, 'auth-latchkey.conf');
  adaptExample('docker/examples/dovecot/auth-latchkey.conf', passdb, { '/etc/dovecot': folder, ...more });
  return `!include ${passdb}`;
}

/** As the example tells one to keep it beside tokens. */
export const appPasswordPassdbBesideTokens = (folder: string, latchkeyPort: number): string =>
  appPasswordPassdb(folder, latchkeyPort, { 'driver = lua': 'driver = lua\n  mechanisms = plain login' });

/** Whether an IMAP client that signs in so finds its inbox; rejects when the server cannot say. */
export async function imapSignIn(port: number, user: string, pass: string): Promise<boolean> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass },
    logger: false,
  });
  try {
    await client.connect();
  } catch (error) {
    if ((error as { serverResponseCode?: string }).serverResponseCode === 'AUTHENTICATIONFAILED')
      return false;
    throw error;
  }
  const inbox = await client.status('INBOX', { messages: true });
  await client.logout();
  return inbox !== false;
}
