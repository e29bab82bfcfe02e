import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import { parseSetCookie } from 'cookie';
import { rememberSecrets } from './secrets.js';

export interface GraphQLAnswer<T> {
  data: T | null;
  errors?: {
    message: string;
    path?: string[];
    extensions: { code: string; field?: string; retryAfter?: number };
  }[];
  status: number;
  headers: Headers;
}

export interface ClientOptions {
  userAgent?: string;
  /** Sent as Origin; null sends none. */
  origin?: string | null;
  bearer?: string;
  /** Further headers, as a proxy adds them. */
  headers?: Record<string, string>;
  /** Breaks off what is being asked, as a browser does that is closed. */
  signal?: AbortSignal;
}

/** One browser or app: real HTTP, a cookie jar of its own. */
export class Client {
  readonly cookies = new Map<string, string>();
  bearer: string | undefined;

  constructor(
    private readonly url: string,
    private readonly options: ClientOptions = {},
  ) {
    this.bearer = options.bearer;
  }

  async request<T = Record<string, never>>(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<GraphQLAnswer<T>> {
    rememberSecrets(this.url, variables);
    if (this.bearer !== undefined) rememberSecrets(this.url, this.bearer, 'token');
    const { body, ...answer } = await this.send(JSON.stringify({ query, variables }));
    const { data, errors } = JSON.parse(body) as Pick<GraphQLAnswer<T>, 'data' | 'errors'>;
    rememberSecrets(this.url, data);
    return { data, ...(errors && { errors }), ...answer };
  }

  /** The data of an answer that must have no errors. */
  async data<T>(query: string, variables?: Record<string, unknown>): Promise<T> {
    const { data, errors } = await this.request<T>(query, variables);
    if (errors || data === null) throw new Error(`Refused: ${JSON.stringify(errors)}`);
    return data;
  }

  /** The code of the first refusal; undefined when there is none. */
  async code(query: string, variables?: Record<string, unknown>): Promise<string | undefined> {
    return (await this.request(query, variables)).errors?.[0]?.extensions.code;
  }

  async post(given: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    const { body, ...answer } = await this.send(given, headers);
    return new Response(body, answer);
  }

  /** By node:http: `fetch` would cost more than the server takes to answer. */
  private async send(
    body: string | Buffer,
    more: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; body: string }> {
    const { userAgent = 'node', origin = new URL(this.url).origin, signal } = this.options;
    const headers = {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': userAgent,
      ...(origin !== null && { origin }),
      ...(this.bearer !== undefined && { authorization: `Bearer ${this.bearer}` }),
      ...this.options.headers,
      ...(this.cookies.size > 0 && { cookie: this.cookieHeader() }),
      ...more,
    };
    const { request } = this.url.startsWith('https:') ? https : http;
    const response = await new Promise<http.IncomingMessage>((answered, failed) => {
      request(`${this.url}/graphql`, { method: 'POST', headers, ...(signal && { signal }) }, answered)
        .on('error', failed)
        .end(body);
    });
    for (const header of response.headers['set-cookie'] ?? []) this.keep(header);
    return {
      status: response.statusCode ?? 0,
      headers: new Headers(Object.entries(response.headersDistinct).flatMap(pairsOf)),
      body: await text(response),
    };
  }

  private cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(header: string): void {
    const { name, value = '', maxAge } = parseSetCookie(header);
    rememberSecrets(this.url, value, 'cookie');
    if (maxAge === 0) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

const pairsOf = ([name, values = []]: [string, string[] | undefined]): [string, string][] =>
  values.map((value) => [name, value]);
