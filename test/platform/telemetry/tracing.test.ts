import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Client } from '../../support/client.js';
import { createTestDatabase } from '../../support/database.js';
import {
  BEGIN_SETUP,
  challengeFor,
  CONFIRM_SETUP,
  signedIn,
  type SignedInAnswer,
  VERIFY_CODE,
} from '../../support/flows.js';
import { spawnServer } from '../../support/process.js';
import { ADMIN } from '../../support/server.js';
import { appCode, secretFromUri } from '../../support/totp.js';

interface Sent {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: unknown }[];
}

/** An OTLP/HTTP receiver that keeps what it is sent. */
async function startCollector() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/v1/traces') bodies.push(body);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    spans: () =>
      bodies.flatMap((body) =>
        (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] }).resourceSpans.flatMap(
          ({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans),
        ),
      ),
    stop: () => server.close(),
  };
}

const start = async (env: Record<string, string>) => {
  const database = await createTestDatabase();
  const server = await spawnServer({
    DATABASE_URL: database.url,
    SECRET_KEY: randomBytes(32).toString('hex'),
    ADMIN_LOGIN: ADMIN.login,
    ADMIN_PASSWORD: ADMIN.password,
    ...env,
  });
  return { database, server };
};

test('a sign-in is one trace a step, from the request to its statements, and holds no secret', async () => {
  const collector = await startCollector();
  const { database, server } = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    TRUSTED_PROXIES: '127.0.0.1',
  });
  const client = new Client(server.url);
  const { token, deviceToken } = await signedIn(client, ADMIN.login, ADMIN.password);
  const { beginAuthenticatorAppSetup: setup } = await client.data<{
    beginAuthenticatorAppSetup: { otpauthUri: string };
  }>(BEGIN_SETUP);
  const secret = secretFromUri(setup.otpauthUri);
  await client.data(CONFIRM_SETUP, { code: appCode(secret, Date.now() - 30_000) });
  const { challenge } = await challengeFor(new Client(server.url), ADMIN.login, ADMIN.password);
  const code = appCode(secret, Date.now());
  const { verifyAuthenticatorCode: verified } = await new Client(server.url).data<{
    verifyAuthenticatorCode: SignedInAnswer;
  }>(VERIFY_CODE, { challenge, code });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const spanId = 'b7ad6b7169203331';
  await fetch(`${server.url}/graphql?query={publicSettings{methods}}&typed=by-hand`, {
    headers: { traceparent: `00-${traceId}-${spanId}-01`, 'apollo-require-preflight': 'yes' },
  });
  expect(await server.kill('SIGTERM')).toBe(0);

  const spans = collector.spans();
  const request = (field: string) => {
    const operation = spans.find(({ name }) => name === `mutation ${field}`)!;
    const parent = spans.find((span) => span.spanId === operation.parentSpanId)!;
    const statements = spans.filter((span) => span.parentSpanId === operation.spanId);
    expect(parent.name).toBe('POST /graphql');
    expect(new Set([operation, parent, ...statements].map((span) => span.traceId)).size).toBe(1);
    return statements.map(({ name }) => name);
  };
  expect(request('signIn')).toEqual(
    expect.arrayContaining(['SELECT accounts', 'INSERT audit_events', 'COMMIT']),
  );
  expect(request('verifyAuthenticatorCode')).toEqual(
    expect.arrayContaining(['UPDATE authenticator_apps', 'INSERT auth_tokens', 'COMMIT']),
  );
  // Of a proxy that began the trace.
  expect(spans).toContainEqual(
    expect.objectContaining({ traceId, parentSpanId: spanId, name: 'GET /graphql' }),
  );

  const all = collector.bodies.join('\n');
  for (const value of [ADMIN.password, token, deviceToken, secret, challenge, verified.token, 'by-hand']) {
    expect(value).toMatch(/./);
    expect(all).not.toContain(value);
  }
  expect(all).not.toMatch(new RegExp(`\\b${code}\\b`));
  // Nor any statement with its values, or any document.
  expect(all).not.toMatch(/WHERE|VALUES|\$|variables/);
  collector.stop();
  await database.drop();
});

test('a collector that is away disturbs nobody', async () => {
  const { database, server } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  await signedIn(new Client(server.url), ADMIN.login, ADMIN.password);
  expect(await server.kill('SIGTERM')).toBe(0);
  await database.drop();
});
