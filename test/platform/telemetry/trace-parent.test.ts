import { expect, test } from 'vitest';
import { remoteParentOf } from '../../../server/platform/telemetry/trace-parent.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const parentOf = (traceparent: string) => remoteParentOf({ traceparent });

test('traceparent names the span of the proxy, also in a later version', () => {
  const expected = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, isRemote: true };
  expect(parentOf(`00-${TRACE_ID}-${SPAN_ID}-01`)).toMatchObject(expected);
  expect(parentOf(`01-${TRACE_ID}-${SPAN_ID}-01-more`)).toMatchObject(expected);
});

test('what is no traceparent names none', () => {
  expect(remoteParentOf({})).toBeUndefined();
  for (const traceparent of [
    '',
    'x'.repeat(10_000),
    `00-${TRACE_ID}-${SPAN_ID}`,
    `00-${TRACE_ID}-${SPAN_ID}-01-more`,
    `ff-${TRACE_ID}-${SPAN_ID}-01`,
    `00-${'0'.repeat(32)}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
  ]) {
    expect(parentOf(traceparent)).toBeUndefined();
  }
});
