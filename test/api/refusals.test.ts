import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { statusOf } from '../../server/api/refusals.js';
import type { RefusalCode } from '../../server/platform/refusal.js';

test('outside GraphQL every refusal has a status, of a client’s mistake unless the service is unavailable', () => {
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
  const codes = (schema.getType('RefusalCode') as GraphQLEnumType).getValues().map(({ name }) => name);
  expect(codes.length).toBeGreaterThan(10);
  for (const code of codes as RefusalCode[]) {
    const status = statusOf(code);
    expect([code, status >= 400 && status < 500]).toEqual([code, code !== 'SERVICE_UNAVAILABLE']);
  }
  expect(statusOf('SERVICE_UNAVAILABLE')).toBe(503);
});
