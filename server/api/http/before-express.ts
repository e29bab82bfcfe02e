import type { IncomingMessage, ServerResponse } from 'node:http';
import { publicPath } from './public-path.js';

/** Answers a request that is for it, and tells whether it was: what programs ask all day is answered before Express. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Whether a request is for this path, with or without PUBLIC_URL's before it. As for Express, capitals and a slash at the
 * end make no difference.
 */
export function isFor(publicUrl: string, path: string): (request: IncomingMessage) => boolean {
  const below = publicPath(publicUrl) + path;
  return ({ url = '' }) => {
    const end = url.indexOf('?');
    const asked = end < 0 ? url : url.slice(0, end);
    if (asked === path || asked === below) return true;
    if (asked.length > below.length + 1) return false;
    const plain = asked.replace(/\/$/, '').toLowerCase();
    return plain === path || plain === below.toLowerCase();
  };
}

/** What is after the `?`. */
export const queryOf = ({ url = '' }: IncomingMessage): URLSearchParams =>
  new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  // As bytes: beside a text, Node would write the headers in UTF-8 as well, and some hold bytes of it already.
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, {
      ...headers,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': bytes.length,
    })
    .end(bytes);
}
