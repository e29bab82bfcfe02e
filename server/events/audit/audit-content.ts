import type { AuditEvent } from './audit-event.entity.js';
import type { AuditSeal } from './audit-seal.entity.js';

// What the MACs are made of: JSON arrays, so that no two different rows read the same.

export const eventContent = (event: Omit<AuditEvent, 'mac' | 'seal'>): string =>
  JSON.stringify([
    'event',
    event.id,
    event.at,
    event.action,
    event.actorId,
    event.actorLogin,
    event.accountId,
    event.accountLogin,
    event.ipAddress,
    event.details,
  ]);

export const sealContent = (
  seal: Pick<AuditSeal, 'number' | 'events' | 'digest' | 'sealedAt'>,
  previousMac: string,
): string => JSON.stringify(['seal', seal.number, seal.events, seal.digest, seal.sealedAt, previousMac]);

/** The chain begins with nothing before it. */
export const NO_SEAL = '';

export const prunedContent = ({ number, mac }: Pick<AuditSeal, 'number' | 'mac'>): string =>
  JSON.stringify(['pruned', number, mac]);

export const headContent = ({ number, mac }: Pick<AuditSeal, 'number' | 'mac'>): string =>
  JSON.stringify(['head', number, mac]);
