import type { AuditService } from '../events/audit/audit.service.js';
import type { Guard } from '../platform/acting/guard.js';
import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import type { SettingsService } from '../settings/settings.service.js';

/** What nearly every service stands on. */
export interface Ground {
  database: Database;
  clock: Clock;
  settings: SettingsService;
  audit: AuditService;
  guard: Guard;
}
