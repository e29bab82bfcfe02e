import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { RESPONSES, type TokenMechanism } from './imap-token.js';
import { adaptExample, freePort, type Program, programFolder, startProgram } from './programs.js';

/** The folders of Postfix's queue, which it makes itself only where it is installed. */
const QUEUE = [
  ...['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'maildrop'],
  ...['pid', 'private', 'public', 'saved', 'trace'],
];

/** A queue for a Postfix that is to be started once something listens in its `private`. Needs root, as Postfix does. */
export function postfixFolder(): string {
  const folder = programFolder('postfix');
  const { stdout } = spawnSync('id', ['-u', 'postfix'], { encoding: 'utf8' });
  for (const name of ['queue', 'data', ...QUEUE.map((one) => `queue/${one}`)]) {
    mkdirSync(join(folder, name));
    if (name !== 'queue' && name !== 'queue/pid') chownSync(join(folder, name), Number(stdout), 0);
  }
  return folder;
}

/** Takes mail at a port of its own by the example, and throws it away. What it says of it is in its folder's `log`. */
export async function startPostfix(folder: string): Promise<Program> {
  const port = await freePort();
  adaptExample('docker/examples/postfix/submission.cf', join(folder, 'master.cf'), {
    'submission inet n       -       y': `127.0.0.1:${port} inet n - n`,
    'smtpd_tls_security_level=encrypt': 'smtpd_tls_security_level=none',
  });
  writeFileSync(
    join(folder, 'master.cf'),
    `cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`,
    { flag: 'a' },
  );
  writeFileSync(
    join(folder, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = mail.example.org
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
alias_maps =
local_recipient_maps =
default_transport = discard:
`,
  );
  chmodSync(join(folder, 'main.cf'), 0o644);
  // Ends all of its own process group, which must not be ours.
  return startProgram('setsid', ['/usr/lib/postfix/sbin/master', '-d', '-c', folder], { port, folder });
}

const responseTo = (mechanism: 'PLAIN' | TokenMechanism, user: string, secret: string): string =>
  Buffer.from(mechanism === 'PLAIN' ? `\0${user}\0${secret}` : RESPONSES[mechanism](user, secret)).toString(
    'base64',
  );

/** Whether a mail is taken of one who signs in so, or of nobody; rejects when the server cannot say. */
export async function takesMail(
  port: number,
  how: { mechanism: 'PLAIN' | TokenMechanism; user: string; secret: string } | null,
): Promise<boolean> {
  const steps = [
    'EHLO client.example.org',
    ...(how ? [`AUTH ${how.mechanism} ${responseTo(how.mechanism, how.user, how.secret)}`] : []),
    'MAIL FROM:<maria@example.org>',
    'RCPT TO:<friend@example.net>',
    'DATA',
    'Subject: Tulips\r\n\r\nAll of them.\r\n.',
  ];
  const socket = connect(port, '127.0.0.1');
  const answers: string[] = [];
  try {
    for await (const line of createInterface({ input: socket })) {
      answers.push(line);
      // More of it follows.
      if (line[3] === '-') continue;
      // What is wrong with the token; the client has to say that it has read it.
      if (line.startsWith('334 ')) socket.write('AQ==\r\n');
      else if (/^(535|554) /.test(line)) return false;
      else if (!/^(220|235|250|354) /.test(line)) throw new Error(`The SMTP server answered: ${line}`);
      else {
        const step = steps.shift();
        if (step === undefined) return line.includes('queued');
        socket.write(`${step}\r\n`);
      }
    }
    throw new Error(`The SMTP server hung up: ${answers.join('\n')}`);
  } finally {
    socket.destroy();
  }
}
