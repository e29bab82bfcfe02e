import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Client } from './support/client.js';
import { createAccount, PASSWORD, signedIn, SIGN_IN } from './support/flows.js';
import { spawnServer } from './support/process.js';

const MIB = 2 ** 20;
const ADMIN = { login: 'admin', password: 'correct horse battery staple' };

/** A disk of a few megabytes; undefined where we may not mount one. */
function smallDisk():
  { folder: string; fill: () => void; clear: () => void; remove: () => void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${16 * MIB}`, 'latchkey-test', folder], {
      stdio: 'pipe',
    });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(filler, Buffer.alloc((bavail + 1) * bsize), { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    clear: () => rmSync(filler),
    remove() {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

const disk = smallDisk();
afterAll(() => disk?.remove());

test.skipIf(!disk)('SQLite on a full disk: all are answered, and all recovers', async () => {
  const { folder, fill, clear } = disk!;
  const env = {
    DATABASE_URL: `sqlite:${join(folder, 'data', 'latchkey.sqlite')}`,
    SECRET_KEY: randomBytes(32).toString('hex'),
    ADMIN_PASSWORD: ADMIN.password,
    SHUTDOWN_SECONDS: '2',
  };
  let server = await spawnServer(env);
  const ready = async (): Promise<number> => (await fetch(`${server.url}/readyz`)).status;
  const admin = new Client(server.url);
  await signedIn(admin, ADMIN.login, ADMIN.password);
  // What is acknowledged until the disk is full, or after, is there at the end.
  const acknowledged = ['first'];
  await createAccount(admin, 'first');
  expect(await ready()).toBe(200);

  fill();
  const attempts = Array.from({ length: 30 }, async (_, n) => {
    const login = `during-${n}`;
    const { data, errors } = await new Client(server.url).request(SIGN_IN, ADMIN);
    const made = await admin.request(
      'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { id } }',
      {
        input: { login, password: PASSWORD },
      },
    );
    if (made.data) acknowledged.push(login);
    return [
      data ? undefined : errors![0]!.extensions.code,
      made.data ? undefined : made.errors![0]!.extensions.code,
    ];
  });
  const codes = new Set((await Promise.all(attempts)).flat());
  expect(codes).toContain('SERVICE_UNAVAILABLE');
  codes.delete('SERVICE_UNAVAILABLE');
  codes.delete(undefined);
  expect([...codes]).toEqual([]);
  await expect.poll(ready).toBe(503);
  expect(server.output.join('\n')).toContain('the database is full');
  // Who reads needs no room.
  expect(await admin.data('{ me { login } }')).toEqual({ me: { login: ADMIN.login } });

  clear();
  await expect.poll(ready).toBe(200);
  await signedIn(new Client(server.url), ADMIN.login, ADMIN.password);

  fill();
  await expect.poll(ready).toBe(503);
  expect(await server.kill('SIGTERM')).not.toBeNull();

  clear();
  server = await spawnServer(env);
  const after = new Client(server.url);
  await signedIn(after, ADMIN.login, ADMIN.password);
  const { accounts } = await after.data<{ accounts: { items: { login: string }[] } }>(
    '{ accounts(page: { page: 1, perPage: 100 }) { items { login } } }',
  );
  const logins = accounts.items.map(({ login }) => login);
  for (const login of acknowledged) expect(logins).toContain(login);
  await server.kill('SIGTERM');
});

test.skipIf(!disk)('a start on a full disk ends in one line', async () => {
  const full = smallDisk()!;
  full.fill();
  const env = { DATABASE_URL: `sqlite:${join(full.folder, 'latchkey.sqlite')}`, SECRET_KEY: 'a'.repeat(64) };
  const failure = await spawnServer(env).catch((error: unknown) => error as Error);
  full.remove();
  expect((failure as Error).message).toMatch(
    /did not start: Latchkey cannot start\. The database is full: .*\n?$/,
  );
});
