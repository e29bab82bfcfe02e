import type { Anchor } from '../events/audit/audit-chain.service.js';
import type { AuditEvent } from '../events/audit/audit-event.entity.js';
import type { Services } from '../app/services.js';
import { type Result, UsageError } from './command.js';

export interface AuditOptions {
  anchor?: string;
  from?: string;
  to?: string;
}

export async function verifyAudit(
  { auditVerification }: Services,
  _: string[],
  { anchor }: AuditOptions,
): Promise<Result> {
  const verified = await auditVerification.verify(anchor === undefined ? undefined : parseAnchor(anchor));
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

export function exportAudit({ audit }: Services, _: string[], { from, to }: AuditOptions): Result {
  const events = audit.export(
    from === undefined ? undefined : parseTime('from', from),
    to === undefined ? undefined : parseTime('to', to),
  );
  return { data: undefined, lines: jsonLines(events) };
}

async function* jsonLines(events: AsyncIterable<AuditEvent>): AsyncGenerator<string> {
  for await (const event of events) yield JSON.stringify({ ...event, at: new Date(event.at).toISOString() });
}

function parseAnchor(text: string): Anchor {
  const [, number, mac] = /^(\d+):(\S+)$/.exec(text) ?? [];
  if (number === undefined || mac === undefined) throw new UsageError('--anchor is NUMBER:MAC.');
  return { number: Number(number), mac };
}

function parseTime(option: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError(`--${option} is a time such as 2026-11-24T00:00:00Z.`);
  return time;
}
