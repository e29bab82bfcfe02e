import { createInterface } from 'node:readline';
import { Refusal } from '../platform/refusal.js';
import type { Services } from '../app/services.js';
import type { Result } from './command.js';
import type { Unattended } from '../platform/acting/guard.js';

/** One registration a line of `input`, as JSON; a refused line does not stop the others. */
export async function importU2f(
  actor: Unattended,
  { u2fImport }: Services,
  input: NodeJS.ReadableStream,
): Promise<Result> {
  const refused: { line: number; reason: string }[] = [];
  let [line, imported] = [0, 0];
  for await (const text of createInterface({ input })) {
    line += 1;
    if (text.trim() === '') continue;
    try {
      await u2fImport.add(actor, JSON.parse(text));
      imported += 1;
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof SyntaxError)) throw error;
      refused.push({ line, reason: error instanceof Refusal ? error.message : 'is not JSON.' });
    }
  }
  return {
    data: { imported, refused },
    lines: [
      ...refused.map((refusal) => `Line ${refusal.line} refused: ${refusal.reason}`),
      `Imported ${imported}, refused ${refused.length}.`,
    ],
    failed: refused.length > 0,
  };
}
