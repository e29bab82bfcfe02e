import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { invalid } from './totp-secret.js';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const LARGEST_WHOLE = 256 * 1024 * 1024;

/** A file of text, in UTF-8 or UTF-16 as its beginning tells. What is in another encoding is refused before it is used. */
export class TextFile {
  private constructor(
    private readonly path: string,
    private readonly encoding: Encoding,
  ) {}

  /** Reads it once to the end, so that nothing of a broken file is used. Throws BAD_USER_INPUT. */
  static async open(path: string): Promise<TextFile> {
    const file = new TextFile(path, await encodingOf(path));
    let isEmpty = true;
    for await (const chunk of file.chunks()) {
      if (chunk.includes('\0')) throw invalid('This file is not text: an encrypted backup cannot be read.');
      isEmpty &&= chunk.trim() === '';
    }
    if (isEmpty) throw invalid('This file is empty.');
    return file;
  }

  /** Without a byte order mark. */
  readable(): Readable {
    return Readable.from(this.chunks(), { objectMode: false });
  }

  async *lines(): AsyncGenerator<{ line: number; text: string }> {
    let line = 0;
    for await (const text of createInterface({ input: this.readable(), crlfDelay: Infinity })) {
      line++;
      if (text.trim() !== '') yield { line, text };
    }
  }

  async firstLine(): Promise<string> {
    for await (const { text } of this.lines()) return text.trimStart();
    return '';
  }

  /** As a whole. Throws BAD_USER_INPUT when it is too large for that. */
  async text(): Promise<string> {
    if ((await stat(this.path)).size > LARGEST_WHOLE) {
      throw invalid('This file is too large to be one value: give one object a line, or CSV.');
    }
    let text = '';
    for await (const chunk of this.chunks()) text += chunk;
    return text;
  }

  /** Throws BAD_USER_INPUT. */
  async json(): Promise<unknown> {
    const text = await this.text();
    try {
      return JSON.parse(text);
    } catch {
      // Its message quotes the text, and there are secrets in it.
      throw invalid('This file is not JSON.');
    }
  }

  private async *chunks(): AsyncGenerator<string> {
    const decoder = new TextDecoder(this.encoding, { fatal: true });
    try {
      for await (const chunk of createReadStream(this.path) as AsyncIterable<Buffer>) {
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') yield text;
      }
      const rest = decoder.decode();
      if (rest !== '') yield rest;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw invalid(
        this.encoding === 'utf-8'
          ? 'This file is neither UTF-8 nor UTF-16: a spreadsheet saves text in Windows-1252 or the like unless it is told otherwise. Save it as “CSV UTF-8”. (If it is no text but an encrypted backup, it cannot be read.)'
          : 'This file begins as UTF-16 and goes on as something else.',
      );
    }
  }
}

/** By the byte order mark; without one, text of UTF-16 shows by its zeros. */
async function encodingOf(path: string): Promise<Encoding> {
  const [start = Buffer.alloc(0)] = (await createReadStream(path, { end: 3 }).toArray()) as Buffer[];
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start[1] === 0 && start[3] === 0) return 'utf-16le';
  if (start[0] === 0 && start[2] === 0) return 'utf-16be';
  return 'utf-8';
}
