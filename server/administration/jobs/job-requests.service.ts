import type { AuditService } from '../../events/audit/audit.service.js';
import { type Acting, actorOf, type Guard } from '../../platform/acting/guard.js';
import type { JobsService, JobState } from '../../platform/jobs/jobs.service.js';

/** Jobs that an administrator does not want to wait for. */
export class JobRequestsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly guard: Guard,
    private readonly audit: AuditService,
  ) {}

  /** Has a job run as soon as a server is free. Throws NOT_FOUND. */
  async runNow(acting: Acting, name: string): Promise<JobState> {
    return this.jobs.runNow(name, (bringForward) =>
      this.guard.transaction(acting, async (tx) => {
        await bringForward(tx);
        const actor = actorOf(acting);
        await this.audit.record(tx, { action: 'job.run_requested', actor, details: { name } });
      }),
    );
  }
}
