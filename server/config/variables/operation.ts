import { z } from 'zod';
import { host, wholeNumber } from '../values.js';
import { webUrl } from '../url-variables.js';
import type { Variables } from '../variable.js';

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

export const operation = {
  WORKERS: {
    schema: z
      .union([z.literal('auto'), wholeNumber(1, 256)], {
        error: 'must be auto or a whole number from 1 to 256',
      })
      .default(1),
    meaning: 'Processes that serve, or `auto`: one a core.',
    example: 'auto',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    meaning:
      'From which level on events of the service are logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace`, or `silent`.',
    example: 'debug',
  },
  LOG_FORMAT: {
    schema: z.enum(['json', 'pretty']).default('json'),
    meaning: '`pretty` for people.',
    example: 'pretty',
  },
  AUDIT_RETENTION_DAYS: {
    schema: wholeNumber(0, 36_500).default(0),
    meaning: 'Older audit events are deleted and the chain anchored behind them; 0: never.',
    example: '365',
  },
  DEVICE_RETENTION_DAYS: {
    schema: wholeNumber(0, 36_500).default(180),
    meaning: 'Devices without token and trust are forgotten when not seen for so long; 0: never.',
    example: '90',
  },
  GEOIP_CITY: {
    schema: z.string().optional(),
    meaning:
      'A database of cities, or of countries, in MaxMind’s format (GeoLite2, DB-IP): where addresses are. It is held in memory, and read again when it was replaced.',
    example: '/var/lib/GeoIP/GeoLite2-City.mmdb',
  },
  GEOIP_ASN: {
    schema: z.string().optional(),
    meaning: 'The same for the networks that addresses belong to.',
    example: '/var/lib/GeoIP/GeoLite2-ASN.mmdb',
  },
  CLEANUP_TIME_ZONE: {
    schema: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Paris').default('UTC'),
    meaning: 'Where it must be 01:00 for the nightly clean-up.',
    example: 'Europe/Paris',
  },
  METRICS_HOST: {
    schema: host.default('127.0.0.1'),
    meaning: 'Where Prometheus may ask for `/metrics`.',
    example: '0.0.0.0',
  },
  METRICS_PORT: {
    schema: wholeNumber(0, 65535).optional(),
    meaning: 'The port of it: never the public one.',
    example: '9090',
    default: 'off',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: webUrl('path').optional(),
    meaning:
      'OpenTelemetry collector (OTLP over HTTP) that is sent traces: requests, GraphQL fields and statements, without any value.',
    example: 'https://otel.example.org',
  },
  OTEL_SERVICE_NAME: {
    schema: z.string().min(1).default('latchkey'),
    meaning: 'What the collector is told that we are called.',
    example: 'latchkey-eu',
  },
  LATCHKEY_COMMIT: {
    schema: z
      .string()
      .regex(/^[0-9a-f]{7,64}(-dirty)?$/, 'must be the hash of a Git commit')
      .optional(),
    meaning:
      'The Git commit that this was built from, for the About page: `docker build --build-arg COMMIT=…` sets it, and `npm start` asks Git.',
    example: '3f2a9c1d5b70',
    default: 'unknown',
  },
} satisfies Variables;
