import { tracingChannel } from 'node:diagnostics_channel';
import { collectDefaultMetrics, Counter, Gauge, Histogram } from 'prom-client';
import {
  attemptRefused,
  auditRecorded,
  forwardChecked,
  hashingRefused,
  openIdAuthorized,
  openIdGranted,
  openIdRefused,
  passwordHashed,
  requestAnswered,
  statementRan,
  tokenIntrospected,
  tokenLookedUp,
} from './diagnostics.js';
import type { JobsService } from '../jobs/jobs.service.js';
import { RELEASE } from '../release.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STATEMENTS = new Set(['select', 'insert', 'update', 'delete', 'commit', 'rollback']);

/** Where passwords are hashed. */
interface Hashing {
  /** Hashes that wait for a turn. */
  readonly waiting: number;
}

/** Counts what the service tells of its work (diagnostics.ts), from now on, in prom-client's global registry. */
export function collectMetrics({ hasher, jobs }: { hasher: Hashing; jobs: JobsService }): void {
  collectDefaultMetrics();
  buildInfo();
  countSignIns();
  countHashes(hasher);
  countJobs(jobs);
  timeStatements();

  const lookups = new Counter({
    name: 'latchkey_token_lookups_total',
    help: 'Tokens presented, by whether they were good',
    labelNames: ['kind', 'valid'],
  });
  tokenLookedUp.subscribe(({ kind, valid }) => lookups.inc({ kind, valid: String(valid) }));

  const checks = new Counter({
    name: 'latchkey_forward_checks_total',
    help: 'Requests to applications behind a proxy, by what was decided about them',
    labelNames: ['outcome'],
  });
  forwardChecked.subscribe(({ outcome }) => checks.inc({ outcome }));

  countOpenId();

  const requests = new Histogram({
    name: 'latchkey_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['status'],
    buckets: SECONDS,
  });
  requestAnswered.subscribe(({ status, took }) => requests.observe({ status }, took));
}

function buildInfo(): void {
  new Gauge({
    name: 'latchkey_build_info',
    help: 'Always 1; the labels tell the versions',
    labelNames: ['version', 'node'],
    aggregator: 'first',
  }).set({ version: RELEASE.version, node: process.version }, 1);
}

function countSignIns(): void {
  const events = new Counter({
    name: 'latchkey_audit_events_total',
    help: 'Audit events committed',
    labelNames: ['action'],
  });
  const signIns = new Counter({
    name: 'latchkey_sign_ins_total',
    help: 'First steps of sign-ins that failed or led to a challenge, and sign-ins completed, by second factor',
    labelNames: ['outcome', 'method'],
  });
  const challenges = new Counter({
    name: 'latchkey_challenges_total',
    help: 'Second factors checked at sign-in',
    labelNames: ['outcome', 'method'],
  });
  auditRecorded.subscribe(({ action, details }) => {
    events.inc({ action });
    const method = typeof details?.['method'] === 'string' ? details['method'] : 'NONE';
    if (action.startsWith('sign_in.')) signIns.inc({ outcome: action.slice('sign_in.'.length), method });
    if (action === 'second_factor.failed') challenges.inc({ outcome: 'failed', method });
    if (action === 'sign_in.succeeded' && method !== 'NONE') challenges.inc({ outcome: 'succeeded', method });
  });
  const refused = new Counter({
    name: 'latchkey_attempts_refused_total',
    help: 'Attempts refused unchecked, because too many came before',
    labelNames: ['kind'],
  });
  attemptRefused.subscribe(({ kind }) => refused.inc({ kind }));
}

function countOpenId(): void {
  const authorizations = new Counter({
    name: 'latchkey_openid_authorizations_total',
    help: 'Times that somebody entered an application by OpenID Connect',
  });
  openIdAuthorized.subscribe(() => authorizations.inc());
  const grants = new Counter({
    name: 'latchkey_openid_token_grants_total',
    help: 'Tokens given to applications, by what for: authorization_code or refresh_token',
    labelNames: ['grant'],
  });
  openIdGranted.subscribe(({ grant }) => grants.inc({ grant }));
  const refused = new Counter({
    name: 'latchkey_openid_refusals_total',
    help: 'Requests of OpenID Connect that were refused, by endpoint and error',
    labelNames: ['endpoint', 'error'],
  });
  openIdRefused.subscribe(({ endpoint, error }) => refused.inc({ endpoint, error }));
  const introspections = new Counter({
    name: 'latchkey_introspections_total',
    help: 'Tokens that services asked about: active, inactive, or refused to whoever asked',
    labelNames: ['outcome'],
  });
  tokenIntrospected.subscribe(({ outcome }) => introspections.inc({ outcome }));
}

function countHashes(hasher: Hashing): void {
  new Gauge({
    name: 'latchkey_password_hash_waiting',
    help: 'Password hashes that wait for their turn',
    collect() {
      this.set(hasher.waiting);
    },
  });
  const waits = new Histogram({
    name: 'latchkey_password_hash_wait_seconds',
    help: 'Time that password hashes waited for their turn',
    buckets: SECONDS,
  });
  const computations = new Histogram({
    name: 'latchkey_password_hash_seconds',
    help: 'Time to compute a password hash',
    buckets: SECONDS,
  });
  passwordHashed.subscribe(({ waited, took }) => {
    waits.observe(waited);
    computations.observe(took);
  });
  const refused = new Counter({
    name: 'latchkey_password_hash_refused_total',
    help: 'Requests refused because the queue for password hashes was full',
  });
  hashingRefused.subscribe(() => refused.inc());
}

function countJobs(jobs: JobsService): void {
  const runs = new Counter({
    name: 'latchkey_job_runs_total',
    help: 'Runs of jobs',
    labelNames: ['job', 'outcome'],
  });
  const seconds = new Histogram({
    name: 'latchkey_job_seconds',
    help: 'Time a run of a job took',
    labelNames: ['job'],
    buckets: [...SECONDS, 60, 600, 3600],
  });
  const handled = new Counter({
    name: 'latchkey_job_rows_total',
    help: 'Rows that jobs dealt with',
    labelNames: ['job', 'kind'],
  });
  jobs.onFinish(({ name: job, durationMs, error, result = {} }) => {
    runs.inc({ job, outcome: error ? 'failed' : 'succeeded' });
    seconds.observe({ job }, durationMs / 1000);
    for (const [kind, count] of Object.entries(result)) {
      if (typeof count === 'number') handled.inc({ job, kind }, count);
    }
  });
}

function timeStatements(): void {
  const seconds = new Histogram({
    name: 'latchkey_sql_seconds',
    help: 'Time a statement took, waiting for the database included',
    labelNames: ['statement'],
    buckets: SECONDS,
  });
  const observe = (sql: string, took: number): void => {
    const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? '';
    seconds.observe({ statement: STATEMENTS.has(verb) ? verb : 'other' }, took);
  };
  statementRan.subscribe(({ sql, took }) => observe(sql, took));
  for (const name of ['mysql2:query', 'mysql2:execute']) {
    const began = new WeakMap<object, number>();
    tracingChannel<unknown, { query: string }>(name).subscribe({
      start: (statement) => void began.set(statement, performance.now()),
      asyncStart: (statement) =>
        observe(statement.query, (performance.now() - (began.get(statement) ?? 0)) / 1000),
      end: () => undefined,
      asyncEnd: () => undefined,
      error: () => undefined,
    });
  }
}
