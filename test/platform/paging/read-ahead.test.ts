import { expect, test } from 'vitest';
import { readAhead } from '../../../server/platform/paging/read-ahead.js';

/** One to three, and what happened in which order. */
function counting(fails = false) {
  const story: string[] = [];
  async function* source() {
    try {
      for (const number of [1, 2, 3]) {
        if (fails && number === 2) throw new Error('gone');
        story.push(`asked for ${number}`);
        yield await Promise.resolve(number);
      }
    } finally {
      story.push('closed');
    }
  }
  return { story, source: source() };
}

test('the next is asked for before this one is worked on, and all come in order', async () => {
  const { story, source } = counting();
  for await (const number of readAhead(source)) {
    await new Promise(setImmediate);
    story.push(`done with ${number}`);
  }
  expect(story).toEqual([
    ...['asked for 1', 'asked for 2', 'done with 1', 'asked for 3', 'done with 2', 'closed', 'done with 3'],
  ]);
});

test('a failure ahead is heard in its turn, and is no unhandled rejection', async () => {
  const { story, source } = counting(true);
  const heard = (async () => {
    for await (const number of readAhead(source)) {
      await new Promise(setImmediate);
      story.push(`done with ${number}`);
    }
  })();
  await expect(heard).rejects.toThrow('gone');
  expect(story).toEqual(['asked for 1', 'closed', 'done with 1']);
});

test('whoever stops closes the source', async () => {
  const { story, source } = counting();
  for await (const number of readAhead(source)) if (number === 1) break;
  expect(story.at(-1)).toBe('closed');
});
