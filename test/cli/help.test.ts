import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runWithoutServer } from '../support/cli.js';

const README = readFileSync('docker/README.md', 'utf8');

/** Each command's name with the whole line of it. */
async function commands(): Promise<Map<string, string>> {
  const { status, stdout, stderr } = await runWithoutServer(['--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n').filter((line) => /^ {2}[a-z]/.test(line));
  return new Map(lines.map((line) => [line.trim().split(' ')[0]!, line]));
}

const usageOf = async (name: string): Promise<string> => {
  const { status, stdout, stderr } = await runWithoutServer([name, '--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

test('--help, help and no command list every command with what it does, and need no configuration', async () => {
  const listed = await commands();
  expect(listed.size).toBeGreaterThan(15);
  for (const line of listed.values()) expect(line).toMatch(/^ {2}\S+.* {2,}\S/);
  const { stdout } = await runWithoutServer(['--help']);
  expect(stdout).toContain('Exit code 0: done. 1: refused or failed. 2: wrong usage.');
  expect(await runWithoutServer(['help'])).toEqual({ status: 0, stdout, stderr: '' });
  expect(await runWithoutServer([])).toEqual({ status: 0, stdout, stderr: '' });
});

test('docker/README.md lists every command with its arguments and options, and --help of each says the same', async () => {
  const block = README.split('## Command line\n')[1]!.split('```')[1]!;
  const lines = block.trim().split('\n');
  const told = new Map<string, string[]>();
  for (const line of lines) {
    const [name = '', ...words] = line.replace(/ <.*$/, '').split(' ');
    told.set(name, [...(told.get(name) ?? []), ...words]);
  }
  const listed = [...(await commands()).keys()].filter((name) => name !== 'help');
  expect([...told.keys()].toSorted()).toEqual(listed.toSorted());
  for (const [name, words] of told) {
    const usage = await usageOf(name);
    const [, shown = ''] = /^Usage: cli (.*)$/m.exec(usage)!;
    const own = usage.split('\nGlobal Options:')[0]!;
    const options = [...own.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option);
    expect(options.filter((option) => option !== '--help').toSorted()).toEqual(
      [
        ...new Set(words.filter((word) => word.includes('--')).map((word) => word.replace(/[[\]]/g, ''))),
      ].toSorted(),
    );
    const takes = [...shown.matchAll(/[<[]([a-z]+)(?:\.\.\.)?[>\]]/g)].map(([, argument]) => argument!);
    for (const argument of takes.filter((one) => one !== 'options')) {
      expect(`${name} ${words.join(' ')}`.toLowerCase()).toContain(
        argument === 'profile' ? 'strict' : argument,
      );
    }
  }
});

test('each command refuses an option that it does not have, in one line that says which', async () => {
  for (const name of (await commands()).keys()) {
    if (name === 'help') continue;
    const { status, stdout, stderr } = await runWithoutServer([name, '--wings']);
    expect({ name, status, stdout }).toEqual({ name, status: 2, stdout: '' });
    expect(stderr).toBe("unknown option '--wings'\n");
  }
});

test('of wrong use as JSON, too, a slip is told with what was meant', async () => {
  expect((await runWithoutServer(['acount:list'])).stderr).toBe(
    "unknown command 'acount:list' (Did you mean account:list?)\n",
  );
  const { status, stderr } = await runWithoutServer(['account:list', '--page', 'two', '--json']);
  expect(status).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'USAGE' } });
});
