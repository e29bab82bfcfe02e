import { createInterface } from 'node:readline/promises';
import { type Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Refusal } from '../platform/refusal.js';

/** The first line of what is piped in; a person at a terminal is asked, and it does not show what is typed. */
export async function readPassphrase(
  { input, errors }: { input: Readable; errors: Writable },
  { isNew }: { isNew: boolean },
): Promise<string> {
  if (!('isTTY' in input) || input.isTTY !== true) {
    const [first = ''] = (await text(input)).split(/\r?\n/);
    return first;
  }
  const ask = createInterface({ input, output: silent(), terminal: true });
  try {
    const typed = await answer(ask, errors, 'Passphrase: ');
    if (isNew && (await answer(ask, errors, 'The same again: ')) !== typed) {
      throw new Refusal('BAD_USER_INPUT', 'These are two different passphrases.');
    }
    return typed;
  } finally {
    ask.close();
  }
}

async function answer(
  ask: ReturnType<typeof createInterface>,
  errors: Writable,
  question: string,
): Promise<string> {
  errors.write(question);
  // Ctrl+C would leave the question without an answer for ever.
  const given = new AbortController();
  ask.once('SIGINT', () => {
    given.abort();
  });
  try {
    return await ask.question('', { signal: given.signal });
  } catch {
    throw new Refusal('BAD_USER_INPUT', 'No passphrase was given.');
  } finally {
    errors.write('\n');
  }
}

const silent = (): Writable =>
  new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
