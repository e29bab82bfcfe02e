import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { currentRequest } from './request.js';

// A second line of defence: no call site logs these.
const SECRETS = [
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
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Lines of JSON; those of a request carry its id. */
export function createLog(
  options: { logLevel: string; logFormat: 'json' | 'pretty' },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.logLevel,
    redact: { paths: SECRETS, remove: true },
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
