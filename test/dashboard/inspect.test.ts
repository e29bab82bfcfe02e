import { afterEach, expect, test } from 'vitest';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { ADMIN } from '../support/server.js';

interface Found {
  message: string;
  actual: unknown;
}

const suite = new DashboardSuite();
afterEach(() => suite.page.emulateMedia({ colorScheme: 'light' }));

test.each([
  ['a button without a name', '<button></button>', /button-name/],
  ['grey on grey', '<p data-style="color: #888; background: #999">Hardly to be read</p>', /color-contrast/],
  [
    'colours that only the dark page lacks',
    '<p data-style="color: light-dark(#000, #777); background: light-dark(#fff, #666)">Hardly to be read</p>',
    /dark.*color-contrast/,
  ],
  ['what is wider than a phone', '<div data-style="width: 500px">Wide</div>', /wider than the screen/],
  [
    'two buttons of a list with one name',
    '<ul><li><button>Remove</button></li><li><button>Remove</button></li></ul>',
    /share a name/,
  ],
])('the look at a page finds %s', async (_, html, finding) => {
  const page = await suite.open(ADMIN.login, '/security');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate((given) => {
    document.querySelector('main')?.insertAdjacentHTML('beforeend', given);
    // The content security policy takes no style from the markup.
    for (const element of document.querySelectorAll<HTMLElement>('[data-style]')) {
      element.style.cssText = element.dataset['style'] ?? '';
    }
  }, html);
  const found: unknown = await suite.dashboard.inspect('nowhere').catch((error: unknown) => error);
  expect(found).toBeInstanceOf(Error);
  const { message, actual } = found as Found;
  expect(`${message} ${JSON.stringify(actual)}`).toMatch(finding);
});
