import cluster from 'node:cluster';
import { type Config, readConfig } from './config/config.js';
import { ConfigError } from './platform/config-error.js';
import { refuseToStart } from './process/refuse-to-start.js';

function configFromEnvironment(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) refuseToStart(error.message);
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
