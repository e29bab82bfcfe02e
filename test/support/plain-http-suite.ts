import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchChromium } from './browser.js';
import type { Client } from './client.js';
import { Dashboard } from './dashboard.js';
import { administratorOf } from './security-keys.js';
import { startTestServer, type TestServer } from './server.js';

/** Neither encrypted nor this computer's own. */
const HOST = 'plain.example';

/** A service over plain http, whose pages browsers give neither keys nor a clipboard, for the tests of a file. */
export class PlainHttpSuite {
  server!: TestServer;
  admin!: Client;
  dashboard!: Dashboard;
  private browser!: Browser;

  constructor() {
    beforeAll(async () => {
      this.server = await startTestServer({ PUBLIC_URL: `http://${HOST}` });
      this.browser = await launchChromium(
        `--host-resolver-rules=MAP ${HOST}:80 127.0.0.1:${this.server.port}`,
      );
      this.admin = await administratorOf(this.server);
    });
    afterEach(async () => {
      // Browsers heed it over HTTPS only, and say so.
      this.dashboard.forgive(/Cross-Origin-Opener-Policy/);
      this.dashboard.expectNoProblems();
      await this.dashboard.close();
    });
    afterAll(async () => {
      await this.browser.close();
      await this.server.stop();
    });
  }

  async open(path: string): Promise<Page> {
    this.dashboard = await Dashboard.open(this.browser, this.server, { path });
    return this.dashboard.page;
  }
}
