import { type ErrorCode, type ErrorDetails, LatchkeyError } from './errors.js';
import type { TypedDocumentString } from './operations.js';

export interface ClientOptions {
  /** The GraphQL endpoint; browsers may give it relative to the page. */
  url: string;
  /** The bearer token, for apps. Browsers leave it out: their cookie is sent by itself. */
  token?: () => string | undefined;
  fetch?: typeof fetch;
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: ErrorCode } & ErrorDetails }[];
}

// Documents without variables are sent without any.
type VariablesOf<Variables> = Record<string, never> extends Variables ? [Variables?] : [Variables];

/** Sends the documents of schema/operations; in browsers and in Node, by fetch alone. */
export class LatchkeyClient {
  constructor(private readonly options: ClientOptions) {}

  /** The data of the answer. Throws LatchkeyError. */
  async send<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    ...[variables]: VariablesOf<Variables>
  ): Promise<Result> {
    const { data, errors } = await this.post(JSON.stringify({ query: document.toString(), variables }));
    const [error] = errors ?? [];
    if (error) {
      const { code = 'INTERNAL_SERVER_ERROR', ...details } = error.extensions ?? {};
      throw new LatchkeyError(code, error.message, details);
    }
    return data as Result;
  }

  private async post(body: string): Promise<Answer> {
    const token = this.options.token?.();
    try {
      const response = await (this.options.fetch ?? fetch)(this.options.url, {
        method: 'POST',
        credentials: 'include',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body,
      });
      return (await response.json()) as Answer;
    } catch (error) {
      // No connection, or a proxy's page in place of an answer.
      throw new LatchkeyError('UNREACHABLE', 'The server cannot be reached.', {}, error);
    }
  }
}
