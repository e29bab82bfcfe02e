import { expect, test } from 'vitest';
import { ALL_FAULTS, withFault } from './placed.mjs';

test('every fault can still be put in: its text is there once, and is changed', () => {
  const outdated = ALL_FAULTS.filter((fault) => {
    const put = withFault('.', fault);
    return put === null || put.faulty === put.source;
  });
  expect(outdated.map(({ folder, name }) => `${folder}: ${name}`)).toEqual([]);
});
