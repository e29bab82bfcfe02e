import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { currentRequest } from './request.js';

// A second line of defence: no call site logs these.
const SECRETS = new Set([
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'deviceToken',
  'secret',
  'challenge',
  'authorization',
  'cookie',
  'variables',
  'body',
]);
const LOOKED_INTO = 3;

/** Lines of JSON; those of a request carry its id. */
export function createLog(
  options: { logLevel: string; logFormat: 'json' | 'pretty' },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.logLevel,
    formatters: { log: (line: object) => withoutSecrets(line) as Record<string, unknown> },
    serializers: { err: describeError },
    mixin() {
      const request = currentRequest();
      return request ? { requestId: request.id } : {};
    },
  };
  if (destination) return pino(settings, destination);
  return pino({
    ...settings,
    ...(options.logFormat === 'pretty' && { transport: { target: 'pino-pretty' } }),
  });
}

/**
 * The same without them, three levels deep. By hand: pino's redaction copies every line and looks for each path in it,
 * which costs more than to write it.
 */
function withoutSecrets(value: object, level = 1): object {
  let clean = value as Record<string, unknown>;
  for (const [name, held] of Object.entries(value)) {
    // Described field by field.
    if (name === 'err') continue;
    const isSecret = SECRETS.has(name);
    if (!isSecret && (typeof held !== 'object' || held === null || level === LOOKED_INTO)) continue;
    const kept = isSecret ? undefined : withoutSecrets(held as object, level + 1);
    if (kept === held) continue;
    if (clean === value)
      clean = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as typeof clean;
    if (isSecret) Reflect.deleteProperty(clean, name);
    else clean[name] = kept;
  }
  return clean;
}

/**
 * What helps to find the fault, field by field: errors of database drivers also carry the statement with its values,
 * and a duplicate's message quotes the value.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { type, stack, message } = stdSerializers.err(error);
  const { code, errno, query, driverError } = error as Error & Record<string, unknown>;
  const quoted = /Duplicate entry '(.*?)' for key/s.exec(message)?.[1];
  const clean = (text: string): string => (quoted ? text.replaceAll(quoted, '…') : text);
  return {
    type,
    message: clean(message),
    stack: clean(stack),
    ...(code !== undefined && { code }),
    ...(errno !== undefined && { errno }),
    // With placeholders in the place of values.
    ...(typeof query === 'string' && { query }),
    ...(driverError instanceof Error && { driverCode: (driverError as NodeJS.ErrnoException).code }),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}
