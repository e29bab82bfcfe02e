import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { parseSetCookie } from 'cookie';
import type { Client } from './client.js';
import { rememberSecrets } from './secrets.js';
import type { TestServer } from './server.js';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Empty where there is none. */
  location: string;
}

type Headers = Record<string, string | string[]>;

/** One request as it is written, with no headers but these: fetch would add some of its own. */
export function ask(
  server: TestServer,
  path: string,
  headers: Headers = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = server;
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
          location: response.headers.location ?? '',
        });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** What browsers send when a page is opened. */
export const NAVIGATION = { 'sec-fetch-mode': 'navigate', accept: 'text/html' };

/** A browser of a person who is signed in as `client` is, and the proxies of the applications that it visits. */
export class Visitor {
  readonly jars = new Map<string, Map<string, string>>();

  constructor(
    readonly server: TestServer,
    readonly client: Client,
    private readonly scheme = new URL(server.url).protocol.slice(0, -1),
  ) {}

  jar(host: string): Map<string, string> {
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    return jar;
  }

  /** What a proxy says of a request to its application. */
  proxied(host: string, uri = '/', more: Headers = {}): Headers {
    const jar = this.jar(host);
    return {
      'x-forwarded-host': host,
      'x-forwarded-proto': this.scheme,
      'x-forwarded-uri': uri,
      'x-forwarded-method': 'GET',
      'x-forwarded-for': '203.0.113.9',
      ...(jar.size > 0 && { cookie: cookieHeader(jar) }),
      ...more,
    };
  }

  /** The question that the proxy asks. */
  async check(
    host: string,
    more: { uri?: string; headers?: Headers; answer?: string } = {},
  ): Promise<Answer> {
    const query = more.answer === undefined ? '' : `?answer=${more.answer}`;
    return ask(this.server, `/auth/forward${query}`, this.proxied(host, more.uri, more.headers));
  }

  async status(host: string): Promise<number> {
    return (await this.check(host)).status;
  }

  /** A page below /.latchkey/ of the application's host. */
  async there(host: string, path: string, more: Headers = {}): Promise<Answer> {
    const answer = await ask(this.server, path, this.proxied(host, path, more));
    this.keep(host, answer);
    return answer;
  }

  /** A page here, with the cookies of the session. */
  async here(path: string): Promise<Answer> {
    const { cookies } = this.client;
    return ask(this.server, path, cookies.size > 0 ? { cookie: cookieHeader(cookies) } : {});
  }

  /** From the application's host to here, where it is decided whether there is a code. */
  async begin(host: string, to = '/'): Promise<Answer> {
    const begun = await this.there(host, `/.latchkey/start?to=${encodeURIComponent(to)}`);
    return this.here(pathOf(begun.location));
  }

  /** The whole round, to a pass for the host. */
  async enter(host: string, to = '/'): Promise<Answer> {
    const sent = await this.begin(host, to);
    return this.there(host, pathOf(sent.location));
  }

  pass(host: string): string {
    const found = [...this.jar(host)].find(([name]) => name.includes('_pass') && !name.endsWith('_nonce'));
    return found?.[1] ?? '';
  }

  private keep(host: string, { headers }: Answer): void {
    for (const header of headers['set-cookie'] ?? []) {
      const { name, value = '', maxAge } = parseSetCookie(header);
      rememberSecrets(this.server.url, value, 'cookie');
      if (maxAge === 0) this.jar(host).delete(name);
      else this.jar(host).set(name, value);
    }
  }
}

const cookieHeader = (jar: ReadonlyMap<string, string>): string =>
  [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

/** Path and query of an absolute address. */
export const pathOf = (address: string): string => {
  const { pathname, search } = new URL(address);
  return pathname + search;
};

export const codeIn = (address: string): string => new URL(address).searchParams.get('code') ?? '';
