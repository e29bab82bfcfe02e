import { readFile } from 'node:fs/promises';
import type { Entry } from '../account-record.js';
import { invalid } from '../totp-secret.js';
import type { DatabaseAccess, ForeignDatabase } from '../foreign-database.js';
import { openForeignDatabase } from './source-database.js';

/** Other products whose accounts are read of several files at once, or of their database. */
export const ELSEWHERE = ['authelia', 'privacyidea', 'nextcloud', 'better-auth'] as const;
export type Elsewhere = (typeof ELSEWHERE)[number];

export interface ElsewhereSource {
  /** Files, or one database: see openForeignDatabase. */
  sources: readonly string[];
  access: DatabaseAccess;
  /** What opens that which is sealed there: the file that the product has its key in. */
  keyFile: string | undefined;
  /** For which keys are brought along, where it is said there. */
  rpId: string;
}

/** Throws BAD_USER_INPUT for what is none of this product's, and an OperatorError when it cannot be read. */
export async function* elsewhereEntries(
  format: Elsewhere,
  { sources, access, keyFile, rpId }: ElsewhereSource,
): AsyncGenerator<Entry> {
  switch (format) {
    case 'authelia': {
      const { autheliaRecords } = await import('./authelia.js');
      yield* autheliaRecords(sources, rpId);
      break;
    }
    case 'privacyidea': {
      const { privacyIdeaRecords } = await import('./privacyidea.js');
      const key = keyFile === undefined ? undefined : (await readFile(keyFile, 'utf8')).trim();
      yield* privacyIdeaRecords(sources, key);
      break;
    }
    case 'nextcloud': {
      const { nextcloudRecords } = await import('./nextcloud.js');
      const { readNextcloudConfig } = await import('./nextcloud-config.js');
      const config = await readNextcloudConfig(needed(keyFile, 'Nextcloud’s config.php'));
      yield* ofDatabase(sources, access, (database) => nextcloudRecords(database, config));
      break;
    }
    case 'better-auth': {
      const { betterAuthRecords } = await import('./better-auth.js');
      const { readBetterAuthSecrets } = await import('./better-auth-secrets.js');
      const secrets = await readBetterAuthSecrets(needed(keyFile, 'the file with BETTER_AUTH_SECRET'));
      yield* ofDatabase(sources, access, (database) => betterAuthRecords(database, secrets));
    }
  }
}

function needed(keyFile: string | undefined, what: string): string {
  if (keyFile === undefined)
    throw invalid(`--key-file must name ${what}: secrets are sealed in that database.`);
  return keyFile;
}

async function* ofDatabase(
  [source, ...more]: readonly string[],
  access: DatabaseAccess,
  read: (database: ForeignDatabase) => AsyncGenerator<Entry>,
): AsyncGenerator<Entry> {
  if (source === undefined || more.length > 0) throw invalid('This format takes one database.');
  const database = await openForeignDatabase(source, access);
  try {
    yield* read(database);
  } finally {
    await database.close();
  }
}
