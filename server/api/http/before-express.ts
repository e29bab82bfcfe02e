import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request } from 'express';
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

/** Which of these types the client likes best; false: none. Express's own judgement, which reads the headers only. */
export const accepted = (request: IncomingMessage, ...types: readonly string[]): string | false =>
  express.request.accepts.call(request as Request, ...types);

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const json = { ...headers, 'Content-Type': 'application/json; charset=utf-8' };
  sendText(response, status, JSON.stringify(body), json);
}

/** In UTF-8. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string>,
): void {
  const length = Buffer.byteLength(text);
  // Each byte as a character: Node then sends headers and body as one piece, and leaves what headers hold of UTF-8 alone.
  const bytes = length === text.length ? text : Buffer.from(text).toString('latin1');
  response.writeHead(status, { ...headers, 'Content-Length': length }).end(bytes, 'latin1');
}
