import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSecret } from 'otplib';
import { onEachDatabase } from './support/databases.mjs';
import { SECRET_KEY } from './support/server.mjs';

export const title = 'Import: accounts from CSV, and with all that can come along from another product';

const HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$b3V0cHV0b3V0cHV0b3V0cHV0b3V0cHV0b3V0cHV0b3U';

export async function run({ rows = '100000', fewer = String(Math.ceil(Number(rows) / 10)) }) {
  await fromCsv(rows);
  await withEverything([fewer, rows]);
}

async function fromCsv(rows) {
  console.log(' Password hashes and authenticator apps, from CSV');
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-import-'));
  const file = join(folder, 'accounts.csv');
  const lines = Array.from(
    { length: Number(rows) },
    (_, n) => `person-${n}@example.org,Person ${n},"${HASH}",${generateSecret({ length: 20 })}`,
  );
  writeFileSync(file, `login,displayName,passwordHash,totpSecret\n${lines.join('\n')}\n`);
  try {
    await onEachDatabase((databaseUrl) => {
      for (const round of ['into an empty database', 'again, all there already']) {
        const began = performance.now();
        const { status, stderr } = spawnSync(process.execPath, ['dist/server/cli/main.js', 'import', file], {
          env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, SECRET_KEY },
          encoding: 'utf8',
        });
        if (status !== 0) throw new Error(stderr);
        const seconds = (performance.now() - began) / 1000;
        console.log(`  ${round}: ${rows} rows in ${seconds.toFixed(1)} s (aim: 60 or less)`);
      }
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is held in memory must not grow with what is imported. */
async function withEverything(sizes) {
  console.log(' Each with an app, two security keys, ten backup codes and two devices');
  for (const size of sizes) {
    await onEachDatabase((databaseUrl) => {
      const child = ['test/bench/support/import-everything.mjs', databaseUrl, size];
      const { status, stdout, stderr } = spawnSync(process.execPath, child, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      for (const line of stdout.trim().split('\n')) {
        const { round, seconds, cpuSeconds, peakMib } = JSON.parse(line);
        console.log(
          `  ${round}: ${size} accounts in ${seconds.toFixed(1)} s (aim for 100000: 120 or less), ${cpuSeconds.toFixed(1)} s of CPU, ${peakMib.toFixed(0)} MiB at most`,
        );
      }
    });
  }
}
