import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { type App, startApp } from './app.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { systemClock } from './database/clock.js';
import { Refusal } from './refusal.js';

/** Stops with one line: what is wrong is in the environment, so a stack trace would only hide it. */
function refuseToStart(message: string): never {
  process.stderr.write(`Latchkey cannot start. ${message}\n`);
  process.exit(1);
}

function configFromEnvironment(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) refuseToStart(error.message);
    throw error;
  }
}

async function createFirstAdministrator(app: App, { adminLogin, adminPassword }: Config): Promise<void> {
  const password = adminPassword ?? randomBytes(12).toString('base64url');
  const created = await app.services.accounts.createFirstAdministrator(adminLogin, password);
  if (!created) return;
  process.stdout.write(
    adminPassword === undefined
      ? `\n  First administrator:  ${created.login}\n  Password, shown once: ${password}\n`
      : `\n  First administrator:  ${created.login}, with the password of ADMIN_PASSWORD\n`,
  );
}

const config = configFromEnvironment();
const log = pino({
  level: config.logLevel,
  ...(config.logFormat === 'pretty' && { transport: { target: 'pino-pretty' } }),
});

let app: App;
try {
  app = await startApp({ config, clock: systemClock, log });
} catch (error) {
  log.fatal({ err: error }, 'could not start');
  const reason =
    error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : String(error);
  refuseToStart(String(reason));
}
try {
  await createFirstAdministrator(app, config);
} catch (error) {
  if (error instanceof Refusal) refuseToStart(`ADMIN_LOGIN or ADMIN_PASSWORD: ${error.message}`);
  throw error;
}
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  });
}

// Only now: whoever reads this may send a signal at once.
process.stdout.write(`\n  Latchkey is running at ${app.url}\n\n`);
log.info({ url: app.url }, 'listening');
