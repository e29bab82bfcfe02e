import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';

const LIMIT = '100kb';
// WebAuthn's forms, the deepest input there is, have five levels; recursion over thousands ends the stack.
const MAX_DEPTH = 50;

/** Reads JSON (RFC 8259: in UTF-8) that is neither large nor deep. Others are refused by `requestErrors`. */
export const jsonBody = (): RequestHandler[] => [
  express.json({ limit: LIMIT, verify: refuseUnlessUtf8 }),
  (request, _response, next) => {
    next(isDeeperThan(MAX_DEPTH, request.body) ? refusal(400, 'entity.too.deep') : undefined);
  },
];

/** Bytes that are not UTF-8 would silently be replaced, and kept. */
function refuseUnlessUtf8(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  if (charset.toLowerCase() !== 'utf-8') throw refusal(415, 'charset.unsupported');
  if (!isUtf8(body)) throw refusal(400, 'charset.unsupported');
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

const refusal = (status: number, type: string): Error => Object.assign(new Error(type), { status, type });
