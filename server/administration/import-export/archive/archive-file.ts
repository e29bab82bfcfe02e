import { createReadStream } from 'node:fs';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Decrypter, Encrypter } from 'age-encryption';
import { Refusal } from '../../../platform/refusal.js';

/** What an archive is encrypted with: a passphrase, or public keys of age (`age1…`), of which the private one opens it. */
export type Lock = { passphrase: string } | { recipients: readonly string[] };

/** What opens it: the passphrase, or private keys of age (`AGE-SECRET-KEY-…`). */
export type Unlocking = { passphrase: string } | { identities: readonly string[] };

const CHUNK = 256 * 1024;

/**
 * Writes text to a new file, compressed (RFC 1952) and encrypted (age-encryption.org/v1), for its owner's eyes only. Never
 * over another file, and leaves none behind when it fails. Throws CONFLICT or BAD_USER_INPUT.
 */
export async function writeArchive(
  path: string,
  lock: Lock,
  text: () => AsyncIterable<string>,
): Promise<void> {
  const encrypter = await encrypterFor(lock);
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal('CONFLICT', code === 'EEXIST' ? `${path} exists already.` : message);
  });
  try {
    const zipped = createGzip({ chunkSize: CHUNK });
    const encrypted = await encrypter.encrypt(Readable.toWeb(zipped) as ReadableStream<Uint8Array>);
    const ways = [pipeline(text(), zipped), writeFile(file, encrypted as AsyncIterable<Uint8Array>)];
    // What fails first is why the other fails.
    await Promise.all(ways).finally(() => Promise.allSettled(ways));
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function encrypterFor(lock: Lock): Promise<Encrypter> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  if ('passphrase' in lock) {
    encrypter.setPassphrase(lock.passphrase);
    return encrypter;
  }
  for (const recipient of lock.recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new Refusal('BAD_USER_INPUT', `${recipient} is no public key of age, which begin with age1.`);
    }
  }
  return encrypter;
}

/** The text of an archive. Throws BAD_USER_INPUT for what is none, is damaged or cut off, or does not open. */
export async function* readArchive(path: string, unlocking: Unlocking): AsyncGenerator<string> {
  const file = await opened(path);
  const gunzip = createGunzip({ chunkSize: CHUNK });
  try {
    const plain = await decrypted(path, unlocking, file);
    // Its failure comes out of the iteration.
    pipeline(Readable.fromWeb(plain as never), gunzip).catch(() => undefined);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const chunk of gunzip) yield decoder.decode(chunk as Buffer, { stream: true });
      yield decoder.decode();
    } catch {
      throw new Refusal('BAD_USER_INPUT', `${path} is damaged, or was cut off.`);
    }
  } finally {
    gunzip.destroy();
    file.destroy();
  }
}

async function opened(path: string): Promise<Readable> {
  try {
    const handle = await open(path, 'r');
    return createReadStream(path, { fd: handle, highWaterMark: CHUNK });
  } catch (error) {
    throw new Refusal('NOT_FOUND', (error as Error).message);
  }
}

async function decrypted(path: string, unlocking: Unlocking, file: Readable): Promise<ReadableStream> {
  const decrypter = await decrypterFor(unlocking);
  try {
    return await decrypter.decrypt(Readable.toWeb(file) as ReadableStream<Uint8Array>);
  } catch (error) {
    // The library says so of a wrong passphrase too.
    const isOther = error instanceof Error && error.message.includes('no identity matched');
    throw new Refusal(
      'BAD_USER_INPUT',
      isOther
        ? `${'passphrase' in unlocking ? 'The passphrase' : 'The key'} does not open ${path}.`
        : `${path} is no archive, is damaged, or was cut off.`,
    );
  }
}

async function decrypterFor(unlocking: Unlocking): Promise<Decrypter> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  if ('passphrase' in unlocking) decrypter.addPassphrase(unlocking.passphrase);
  else for (const identity of unlocking.identities) decrypter.addIdentity(identity);
  return decrypter;
}

/** The private keys of a file as age-keygen writes it. Throws BAD_USER_INPUT, without what stands there. */
export async function readIdentities(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Refusal('NOT_FOUND', (error as Error).message);
  });
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const { Decrypter } = await import('age-encryption');
  try {
    for (const line of lines) new Decrypter().addIdentity(line);
  } catch {
    lines.length = 0;
  }
  if (lines.length === 0) {
    throw new Refusal(
      'BAD_USER_INPUT',
      `${path} holds no private keys of age, which begin with AGE-SECRET-KEY-.`,
    );
  }
  return lines;
}
