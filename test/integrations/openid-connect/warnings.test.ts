import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApplication } from '../../support/applications.js';
import { administrator } from '../../support/flows.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('the library has nothing to say about how it is configured', async () => {
  const said: unknown[] = [];
  const spies = (['info', 'warn'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((message: unknown) => void said.push(message)),
  );
  await createApplication(await administrator(server));
  const discovery = await fetch(`${server.url}/.well-known/openid-configuration`);
  expect(discovery.status).toBe(200);
  for (const spy of spies) spy.mockRestore();
  // What it says of Node 20 is no matter of configuration.
  expect(said.filter((message) => !String(message).includes('Unsupported runtime'))).toEqual([]);
});
