import type { IncomingHttpHeaders } from 'node:http';
import { defaultTextMapGetter, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

const PROPAGATOR = new W3CTraceContextPropagator();

/** The span that `traceparent` and `tracestate` name (W3C Trace Context); undefined when they name none. */
export const remoteParentOf = (headers: IncomingHttpHeaders): SpanContext | undefined =>
  trace.getSpanContext(PROPAGATOR.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
