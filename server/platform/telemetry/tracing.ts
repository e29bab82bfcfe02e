import { tracingChannel } from 'node:diagnostics_channel';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  operationBegan,
  operationEnded,
  requestAnswered,
  requestBegan,
  statementRan,
} from './diagnostics.js';
import { currentRequest, type RequestNotes } from './request.js';
import { remoteParentOf } from './trace-parent.js';

const SENT_WITHIN = 5000;

/**
 * Sends spans of requests, GraphQL operations and statements to an OpenTelemetry collector (OTLP over HTTP), from what
 * the service tells of its work (diagnostics.ts). Nothing is patched, and attributes are named here one by one: no
 * query string, no variable, no value of a statement can slip into one. Returns what sends the rest, at the end.
 */
export function startTracing(endpoint: string, serviceName: string): () => Promise<void> {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: SENT_WITHIN });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('latchkey');
  // Of a request, and of the operation within it.
  const requests = new WeakMap<RequestNotes, Span>();
  const operations = new WeakMap<RequestNotes, Span>();
  const startWithin = (parent: Span, name: string, options: SpanOptions): Span =>
    tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, parent));

  requestBegan.subscribe(({ request, method, path, sentBy }) => {
    const parent = remoteParentOf(sentBy);
    const attributes = { 'http.request.method': method, 'url.path': path, 'latchkey.request_id': request.id };
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    requests.set(
      request,
      tracer.startSpan(`${method} ${path}`, { kind: SpanKind.SERVER, attributes }, context),
    );
  });
  requestAnswered.subscribe(({ request, status }) => {
    const span = requests.get(request);
    span?.setAttribute('http.response.status_code', status);
    if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });

  operationBegan.subscribe(({ request, type, fields }) => {
    const parent = requests.get(request);
    if (!parent) return;
    const attributes = { 'graphql.operation.type': type, 'latchkey.fields': fields };
    operations.set(request, startWithin(parent, `${type} ${fields.join(' ')}`, { attributes }));
  });
  operationEnded.subscribe(({ request, codes }) => {
    const span = operations.get(request);
    operations.delete(request);
    if (codes.length > 0) span?.setAttribute('latchkey.codes', codes);
    span?.end();
  });

  // Jobs look for work all day; only what a request waits for is worth a span.
  const startStatement = (system: string, sql: string, startTime?: number): Span | undefined => {
    const request = currentRequest();
    const parent = request && (operations.get(request) ?? requests.get(request));
    if (!parent) return undefined;
    const described = describe(sql);
    const attributes = { 'db.system.name': system, ...described };
    const name = Object.values(described).join(' ');
    return startWithin(parent, name, { kind: SpanKind.CLIENT, attributes, ...(startTime && { startTime }) });
  };
  statementRan.subscribe(({ sql, took }) => {
    const now = performance.timeOrigin + performance.now();
    startStatement('sqlite', sql, now - took * 1000)?.end();
  });
  for (const channel of ['mysql2:query', 'mysql2:execute']) {
    const begun = new WeakMap<object, Span>();
    tracingChannel<unknown, { query: string }>(channel).subscribe({
      start(statement) {
        const span = startStatement('mysql', statement.query);
        if (span) begun.set(statement, span);
      },
      asyncStart: (statement) => begun.get(statement)?.end(),
      error: (statement) => begun.get(statement)?.setStatus({ code: SpanStatusCode.ERROR }),
      end: () => undefined,
      asyncEnd: () => undefined,
    });
  }
  return () => provider.shutdown();
}

/** The verb and the first table of the statement itself: names of ours, which no value of a statement comes before. */
function describe(sql: string): Attributes {
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? 'OTHER';
  const table = /\b(?:FROM|INTO|UPDATE)\s+[`"]?([A-Za-z_]+)/.exec(outermost(sql))?.[1];
  return { 'db.operation.name': verb, ...(table !== undefined && { 'db.collection.name': table }) };
}

/** Without what stands in parentheses, such as queries for single columns. */
function outermost(sql: string): string {
  for (let text = sql; ;) {
    const shorter = text.replaceAll(/\([^()]*\)/g, ' ');
    if (shorter === text) return text;
    text = shorter;
  }
}
