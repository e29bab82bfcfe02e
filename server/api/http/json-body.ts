import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import { bytesOf, isPlain, refusedBody } from './plain-body.js';

const LIMIT = 100 * 1024;
// WebAuthn's forms, the deepest input there is, have five levels; recursion over thousands ends the stack.
const MAX_DEPTH = 50;
const PLAIN = /^application\/json(?:; ?charset=utf-8)?$/i;

/**
 * The JSON of a request (RFC 8259: in UTF-8) that is neither large nor deep; undefined where it is said to be something
 * else. Others are refused by what `failureOf` understands.
 */
export async function readJson(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const body = isPlain(request, PLAIN, LIMIT)
    ? parsed(await bytesOf(request))
    : await readOther(request, response);
  if (isDeeperThan(MAX_DEPTH, body)) throw refusedBody(400, 'entity.too.deep');
  return body;
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  // Bytes that are not UTF-8 would silently be replaced, and kept.
  if (!isUtf8(bytes)) throw refusedBody(400, 'charset.unsupported');
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(bytes.toString()));
  } catch {
    throw refusedBody(400, 'entity.parse.failed');
  }
  if (typeof value !== 'object' || value === null) throw refusedBody(400, 'entity.parse.failed');
  return value;
}

/** RFC 8259 §8.1 lets readers pass over a byte order mark. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

const readByLibrary = express.json({ limit: LIMIT, verify: refuseUnlessUtf8 });

/** What is compressed, in chunks, too large, or in another spelling or charset. */
async function readOther(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    readByLibrary(request, response, (error?: Error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  return (request as { body?: unknown }).body;
}

function refuseUnlessUtf8(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  if (charset.toLowerCase() !== 'utf-8') throw refusedBody(415, 'charset.unsupported');
  if (!isUtf8(body)) throw refusedBody(400, 'charset.unsupported');
}

/** Level by level, since recursion is what is to be prevented. */
function isDeeperThan(max: number, body: unknown): boolean {
  let level = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) return true;
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}
