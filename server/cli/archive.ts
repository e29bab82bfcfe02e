import { SingleBar } from 'cli-progress';
import {
  type Lock,
  readArchive,
  readIdentities,
  type Unlocking,
  writeArchive,
} from '../administration/import-export/archive/archive-file.js';
import type { RowCounts } from '../administration/import-export/archive/archive-lines.js';
import type { Services } from '../app/services.js';
import { Refusal } from '../platform/refusal.js';
import { ACTOR, type Family, type Result } from './command.js';
import { readPassphrase } from './passphrase.js';

/** Whoever has the file may try as many as they like. */
const SHORTEST_PASSPHRASE = 15;

export const archiveCommands: Family = (program, { input, errors, onServices }) => {
  program
    .command('archive:export')
    .summary('writes the whole installation to an encrypted archive, to move it')
    .description(
      'Writes the whole installation to a new file, while servers run: accounts with all that they sign in with, devices, applications, settings and the audit log; sessions end with the installation. It is encrypted with a passphrase, the first line of standard input, which a terminal asks for, or for public keys of age: `age -d FILE | gunzip` shows what is in it. For another product take `export`; for a copy of the database, `backup`.',
    )
    .argument('<file>')
    .option('--recipient <key...>', 'public keys of age (age1…) instead of a passphrase')
    .action(async (file, { recipient: recipients }) => {
      const lock = recipients ? { recipients } : { passphrase: await newPassphrase({ input, errors }) };
      return onServices((services) => exportArchive(services, file, lock), 'patiently');
    });

  program
    .command('archive:import')
    .summary('makes a new installation equal to the one of an archive')
    .description(
      'Makes a new installation, on which no server was started yet, equal to the one that an archive was written from, of the same release, whatever kind of database either has. It happens at once or not at all. The passphrase is the first line of standard input, which a terminal asks for.',
    )
    .argument('<file>')
    .option('--identity <file>', 'a file with the private key of age instead of a passphrase')
    .action(async (file, { identity }) => {
      const unlocking =
        identity === undefined
          ? { passphrase: await readPassphrase({ input, errors }, { isNew: false }) }
          : { identities: await readIdentities(identity) };
      return onServices((services) => importArchive(services, file, unlocking), 'patiently');
    });
};

async function newPassphrase(terminal: Parameters<typeof readPassphrase>[0]): Promise<string> {
  const passphrase = await readPassphrase(terminal, { isNew: true });
  if ([...passphrase].length < SHORTEST_PASSPHRASE) {
    throw new Refusal(
      'BAD_USER_INPUT',
      `The passphrase must have ${SHORTEST_PASSPHRASE} characters at least: whoever has the file may try as many as they like.`,
    );
  }
  return passphrase;
}

async function exportArchive({ archiveExport }: Services, path: string, lock: Lock): Promise<Result> {
  const progress = new Progress();
  await writeArchive(path, lock, () =>
    archiveExport.run(ACTOR, {
      total: (rows) => {
        progress.total(rows);
      },
      written: (rows) => {
        progress.add(rows);
      },
    }),
  ).finally(() => {
    progress.stop();
  });
  const { accounts = 0 } = progress.rows;
  return {
    data: { path, rows: progress.rows },
    lines: [
      `${path} holds the whole installation, with ${accounts} accounts. Whoever opens it can sign in as each of them.`,
    ],
  };
}

async function importArchive(
  { archiveImport }: Services,
  path: string,
  unlocking: Unlocking,
): Promise<Result> {
  const progress = new Progress();
  const { created, release, rows } = await archiveImport
    .run(ACTOR, () => readArchive(path, unlocking), {
      total: (expected) => {
        progress.total(expected);
      },
      read: (read) => {
        progress.add(read);
      },
    })
    .finally(() => {
      progress.stop();
    });
  return {
    data: { path, created, release, rows },
    lines: [
      `${rows['accounts'] ?? 0} accounts are here, with all else, as they were on ${created}. Start the servers now; people sign in again.`,
    ],
  };
}

/** On a terminal only. */
class Progress {
  rows: RowCounts = {};
  private readonly bar = new SingleBar({ format: '{bar} {value} of {total} rows, {duration_formatted}' });

  total(rows: RowCounts): void {
    this.rows = rows;
    this.bar.start(
      Object.values(rows).reduce((sum, count) => sum + count, 0),
      0,
    );
  }

  add(rows: number): void {
    this.bar.increment(rows);
  }

  stop(): void {
    this.bar.stop();
  }
}
