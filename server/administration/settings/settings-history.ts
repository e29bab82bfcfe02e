import type { Acting } from '../../platform/acting/guard.js';
import type { AuditService } from '../../events/audit/audit.service.js';

// Changes are rare: settings not changed in this many changes have not been changed for years.
const LOOK_BACK = 100;

export interface SettingChange {
  setting: string;
  at: number;
  actorLogin: string | null;
}

/** Who last changed each setting, as far as the audit log goes back. */
export async function lastChanges(audit: AuditService, acting: Acting): Promise<SettingChange[]> {
  const { items } = await audit.page(acting, { action: 'settings.updated' }, { page: 1, perPage: LOOK_BACK });
  const changes = new Map<string, SettingChange>();
  for (const { at, actorLogin, details } of items) {
    for (const setting of Object.keys(details ?? {})) {
      if (!changes.has(setting)) changes.set(setting, { setting, at, actorLogin });
    }
  }
  return [...changes.values()];
}
