import { createInterface } from 'node:readline';
import { Refusal } from '../platform/refusal.js';
import type { Services } from '../app/services.js';
import { ACTOR, type Family, type Result } from './command.js';

export const u2fImportCommand: Family = (program, { input, onServices }) => {
  program
    .command('u2f:import')
    .summary('imports keys of an older U2F deployment')
    .description(
      'Imports keys of an older U2F deployment from standard input: a line of JSON each with login, keyHandle, publicKey (base64url), counter, name. Needs U2F_APP_ID.',
    )
    .action(() => onServices((services) => importU2f(services, input)));
};

/** One registration a line of `input`, as JSON; a refused line does not stop the others. */
async function importU2f({ u2fImport }: Services, input: NodeJS.ReadableStream): Promise<Result> {
  const refused: { line: number; reason: string }[] = [];
  let [line, imported] = [0, 0];
  for await (const text of createInterface({ input })) {
    line += 1;
    if (text.trim() === '') continue;
    try {
      await u2fImport.add(ACTOR, JSON.parse(text));
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
