import cluster from 'node:cluster';
import { type Config, readConfig } from './config.js';
import { ConfigError } from './config-error.js';
import { refuseToStart } from './refuse-to-start.js';

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
  const { superviseWorkers } = await import('./primary.js');
  await superviseWorkers(config);
} else {
  const { serve } = await import('./serve.js');
  await serve(config);
}
