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
    const response = await this.post(JSON.stringify({ query, variables }));
    const body = (await response.json()) as Pick<GraphQLAnswer<T>, 'data' | 'errors'>;
    rememberSecrets(this.url, body.data);
    return { ...body, status: response.status, headers: response.headers };
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

  async post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    const { userAgent, origin = new URL(this.url).origin } = this.options;
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      body: body as BodyInit,
      ...(this.options.signal && { signal: this.options.signal }),
      headers: {
        'content-type': 'application/json',
        ...(origin !== null && { origin }),
        ...(userAgent !== undefined && { 'user-agent': userAgent }),
        ...(this.bearer !== undefined && { authorization: `Bearer ${this.bearer}` }),
        ...this.options.headers,
        ...(this.cookies.size > 0 && { cookie: this.cookieHeader() }),
        ...headers,
      },
    });
    for (const header of response.headers.getSetCookie()) this.keep(header);
    return response;
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
