import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Anchor } from '../events/audit/audit-chain.service.js';
import type { AuditEvent } from '../events/audit/audit-event.entity.js';
import type { Services } from '../app/services.js';
import type { Family, Result } from './command.js';

export const auditCommands: Family = (program, { onServices }) => {
  program
    .command('audit:verify')
    .summary('checks every event of the audit log')
    .description(
      'Checks every event. The exit code is 1 when one was changed, deleted, inserted or reordered. Keep the anchor that is printed elsewhere: given next time, it also shows a log that was replaced.',
    )
    .option('--anchor <number:mac>', 'the anchor of an earlier time', parseAnchor)
    .action(({ anchor }) => onServices((services) => verifyAudit(services, anchor)));

  program
    .command('audit:export')
    .summary('writes the audit log as JSON lines')
    .description('Writes events as JSON lines, oldest first.')
    .option('--from <time>', 'only events since then, such as 2026-11-24T00:00:00Z', parseTime)
    .option('--to <time>', 'only events until then', parseTime)
    .action(({ from, to }) =>
      onServices(({ audit }) => ({ data: undefined, lines: jsonLines(audit.export(from, to)) })),
    );
};

async function verifyAudit({ auditVerification }: Services, earlier: Anchor | undefined): Promise<Result> {
  const verified = await auditVerification.verify(earlier);
  const { findings, events, unsealed } = verified;
  const reached = verified.anchor && `${verified.anchor.number}:${verified.anchor.mac}`;
  return {
    data: { ...verified, anchor: reached },
    lines: [
      ...findings,
      `${events} events, ${unsealed} of them not sealed yet: ${findings.length === 0 ? 'all as written' : 'NOT as written'}.`,
      ...(reached === null ? [] : [`Anchor: ${reached}`]),
    ],
    failed: findings.length > 0,
  };
}

async function* jsonLines(events: AsyncIterable<AuditEvent>): AsyncGenerator<string> {
  for await (const event of events) yield JSON.stringify({ ...event, at: new Date(event.at).toISOString() });
}

function parseAnchor(text: string): Anchor {
  const [, number, mac] = /^(\d+):(\S+)$/.exec(text) ?? [];
  if (number === undefined || mac === undefined) throw new InvalidArgumentError('Expected NUMBER:MAC.');
  return { number: Number(number), mac };
}

function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('Expected a time such as 2026-11-24T00:00:00Z.');
  return time;
}
