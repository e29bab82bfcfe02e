import { Router } from 'express';
import type { Database } from '../database/database.js';

/** `/healthz`: the process answers. `/readyz`: the database does too, and its schema is up to date. */
export function healthRoutes(database: Database, isStopping: () => boolean): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const ready = !isStopping() && (await database.isReady());
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });
  return router;
}
