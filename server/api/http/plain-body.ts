import type { IncomingMessage } from 'node:http';

/**
 * Whether a body is sent as nearly all are: of this type in UTF-8, as it is, in a length that is told and small. Node takes
 * no more of it than that. Others are left to Express's parsers.
 */
export const isPlain = ({ headers }: IncomingMessage, type: RegExp, limit: number): boolean =>
  headers['transfer-encoding'] === undefined &&
  headers['content-encoding'] === undefined &&
  Number(headers['content-length']) <= limit &&
  type.test(headers['content-type'] ?? '');

/** The bytes of such a body. A request that is broken off is refused, though nobody is there to read it. */
export function bytesOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const breakOff = (): void => {
      if (!request.complete) reject(refusedBody(400, 'request.aborted'));
    };
    if (request.destroyed) breakOff();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('close', breakOff);
    request.once('error', breakOff);
  });
}

/** What `failureOf` makes an answer of. */
export const refusedBody = (status: number, type: string): Error =>
  Object.assign(new Error(type), { status, type });
