import type { Outcome } from '../administration/import-export/import.service.js';
import { type Part, PARTS } from '../administration/import-export/import-plan.js';
import type { Result } from './command.js';

/** Counts what an import has done, and keeps what is to be said of single ones. */
export class ImportReport {
  private readonly counts = { created: 0, attached: 0, unchanged: 0, refused: 0 };
  private readonly brought = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>;
  private readonly remarks: Omit<Outcome, 'parts'>[] = [];

  take({ parts, ...outcome }: Outcome): void {
    this.counts[outcome.result]++;
    for (const part of parts) this.brought[part]++;
    if (outcome.remark !== null) this.remarks.push(outcome);
  }

  /** `place`: what is counted by the number of an outcome; `data` and `lines` are of this kind of import alone. */
  result(
    { dryRun, place, ...data }: { dryRun: boolean; place: 'line' | 'row' } & Record<string, unknown>,
    lines: readonly string[] = [],
  ): Result {
    const { counts, brought, remarks } = this;
    const { created, attached, unchanged, refused } = counts;
    return {
      data: { dryRun, ...data, ...counts, brought, remarks },
      lines: [
        ...remarks.map(
          ({ line, login, result, remark }) =>
            `${place} ${line}\t${login ?? ''}\t${result === 'refused' ? 'refused' : 'note'}\t${remark ?? ''}`,
        ),
        ...lines,
        `${dryRun ? 'Would be: ' : ''}${created} created, ${attached} given what they lacked, ${unchanged} as they were, ${refused} refused`,
        `Accounts with an authenticator app from there: ${brought.authenticatorApp}, with security keys: ${brought.securityKeys}, with backup codes: ${brought.backupCodes}, with devices: ${brought.devices}, who want no recommendation: ${brought.recommendationDismissed}`,
      ],
      failed: refused > 0,
    };
  }
}
