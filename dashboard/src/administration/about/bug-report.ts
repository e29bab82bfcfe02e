import type { AboutQuery } from '#client/operations';

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');

/**
 * The facts of the page as those read them who mend bugs: in English, in UTC, and without reasons of failures, which may
 * name hosts and addresses.
 */
export function bugReport({ about, jobs, notificationsStatus: mail }: AboutQuery, userAgent: string): string {
  const { database, keys } = about;
  return [
    `Latchkey: ${about.version} (commit: ${about.commit ?? 'unknown'})`,
    `Node.js: ${about.node}`,
    `Database: ${database.product} ${database.version}, can be written to: ${yesOrNo(database.writable)}`,
    `Schema: ${database.lastMigration ?? 'none'}, missing: ${database.missingMigrations}, newer: ${database.newerMigrations}`,
    `Running since: ${about.startedAt}, processes: ${about.processes}`,
    `E-mail: ${mail.mailConfigured ? 'set up' : 'not set up'}, last sent: ${mail.mailLastSentAt ?? 'never'}, waiting: ${mail.waiting}, given up: ${mail.failed}`,
    ...jobs.map(
      ({ name, lastFinishedAt, failReason }) =>
        `Job ${name}: ${lastFinishedAt ?? 'has not run'}${failReason === null ? '' : ', failed'}`,
    ),
    `Clock: ${about.time}, authenticator apps ahead by: ${about.clockSkewSeconds === null ? 'nothing known' : `${about.clockSkewSeconds} s`}`,
    `Keys: current since ${keys.currentSince ?? 'unknown'}, older: ${keys.older}, secrets that only these open: ${keys.sealedByOlder}`,
    `Browser: ${userAgent}`,
  ].join('\n');
}
