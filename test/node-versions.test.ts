import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };

/** What the script that starts Latchkey says on a Node of this version; it does nothing yet. */
function saidOn(version: string): string {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const prepare = `const { prepare } = await import('./server/process/start.mjs'); prepare(() => process.exit());`;
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, '--input-type=module', '-e', prepare],
    { encoding: 'utf8' },
  );
  return stderr;
}

test.each(['18.20.8', '20.18.3', '21.7.3', '22.11.0', '23.11.1'])(
  'on Node %s the start is refused with one line that says what is needed',
  (version) => {
    expect(saidOn(version)).toBe(`Latchkey needs Node ${engines.node}; this is ${version}.\n`);
  },
);

test.each(['20.19.0', '22.12.0', '24.0.0', '26.1.0'])('on Node %s the start goes on', (version) => {
  expect(saidOn(version)).toBe('');
});

test('the README says what is recommended; the image runs the version that .nvmrc names', () => {
  expect(engines.node).toBe('^20.19.0 || ^22.12.0 || >=24.0.0');
  expect(readFileSync('README.md', 'utf8').replaceAll('\n', ' ')).toContain(
    'Node: 24 is recommended, and what the image runs; 22 (from 22.12) is supported; 20 (from 20.19) still works',
  );
  const images = [...readFileSync('docker/Dockerfile', 'utf8').matchAll(/^FROM node:(\S+?)-/gm)];
  const nvmrc = readFileSync('.nvmrc', 'utf8').trim();
  expect(images.map(([, version]) => version)).toEqual([nvmrc, nvmrc]);
  expect(nvmrc).toMatch(/^24\.\d+\.\d+$/);
});

test('the lock file says of each package where it comes from: else npm asks the registry twice for each', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  };
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(500);
  const without = installed.filter(([, { resolved, integrity }]) => !resolved || !integrity);
  expect(without.map(([path]) => path)).toEqual([]);
});
