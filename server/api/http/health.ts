import { Router } from 'express';
import type { NewAccountsService } from '../../accounts/new-accounts.service.js';
import type { Database } from '../../platform/database/database.js';

/**
 * `/healthz`: the process answers. `/readyz`: the database does too, its schema is up to date, and there is somebody
 * who can sign in: the first administrator, whichever server or process makes it.
 */
export function healthRoutes(
  database: Database,
  newAccounts: Pick<NewAccountsService, 'existAny'>,
  isStopping: () => boolean,
): Router {
  // The last administrator cannot be removed, so this never becomes false again.
  let isInhabited = false;
  const isReady = async (): Promise<boolean> =>
    !isStopping() &&
    (await database.isReady()) &&
    (isInhabited ||= await newAccounts.existAny().catch(() => false));
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const ready = await isReady();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });
  return router;
}
