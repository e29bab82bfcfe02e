import cluster from 'node:cluster';
import { type Config, readConfig } from './config/config.js';
import { OperatorError } from './platform/operator-error.js';
import { refuseToStart } from './process/refuse-to-start.js';

function configFromEnvironment(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof OperatorError) refuseToStart(error.message);
    throw error;
  }
}

const config = configFromEnvironment();
if (config.workers > 1 && cluster.isPrimary) {
  const { superviseWorkers } = await import('./process/primary.js');
  await superviseWorkers(config);
} else {
  const { serve } = await import('./process/serve.js');
  await serve(config);
}
