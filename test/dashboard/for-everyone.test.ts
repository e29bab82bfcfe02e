import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { Dashboard } from '../support/dashboard.js';
import { DashboardSuite } from '../support/dashboard-suite.js';
import { createAccount, PASSWORD, protectedAccount, SIGN_IN } from '../support/flows.js';
import { ADMIN } from '../support/server.js';

const suite = new DashboardSuite();

/** What the focus is on, where the bars above or below cover any of it, or it is outside the window; null where all is seen. */
const covered = (): Promise<string | null> =>
  suite.page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const bars = [...(focused.closest('[role=dialog]') ?? document.body).querySelectorAll('*')].filter(
      (each) => getComputedStyle(each).position === 'sticky' && each.getClientRects().length > 0,
    );
    if (bars.some((bar) => bar.contains(focused))) return null;
    const { top, bottom } = focused.getBoundingClientRect();
    const isCovered = bars.some((bar) => {
      const edges = bar.getBoundingClientRect();
      const isBeside = edges.right <= focused.getBoundingClientRect().left;
      return !isBeside && edges.bottom > top && edges.top < bottom;
    });
    if (!isCovered && top >= 0 && bottom <= window.innerHeight) return null;
    return focused.getAttribute('aria-label') ?? focused.parentElement?.textContent ?? focused.tagName;
  });

test.each([
  { screen: 'a desktop', width: 1280, height: 900 },
  { screen: 'a phone', width: 360, height: 640 },
  { screen: 'a zoom of 200 %', width: 640, height: 450 },
  { screen: 'a zoom of 400 %', width: 320, height: 225 },
])(
  'on $screen no field of the settings is covered while it has the focus',
  async ({ width, height }) => {
    const page = await suite.open(ADMIN.login, '/settings');
    await page.setViewportSize({ width, height });
    const minutes = page.getByRole('spinbutton', { name: 'Sign out after inactivity (minutes)' });
    // The bar comes while the field is where it will stand.
    await minutes.evaluate((field) => field.scrollIntoView({ block: 'end' }));
    await minutes.focus();
    await page.keyboard.press('ArrowUp');
    await page.getByText('1 change not saved').waitFor();
    await expect.poll(covered).toBeNull();
    const seen = new Set<string>();
    for (const key of ['Shift+Tab', 'Tab']) {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press(key);
        await expect.poll(covered, { message: `${key}, ${presses + 1} times` }).toBeNull();
        const isAtTheEnd = await page.evaluate(
          (forwards) =>
            document.activeElement?.matches(forwards ? '[type=submit]' : 'nav a, header *') ?? true,
          key === 'Tab',
        );
        seen.add(await page.evaluate(() => document.activeElement?.getAttribute('aria-labelledby') ?? ''));
        if (isAtTheEnd) break;
      }
    }
    // Each setting is named by its label.
    expect(seen.size).toBeGreaterThan(12);
  },
  90_000,
);

test.each([
  { screen: 'a phone', width: 360, height: 640 },
  { screen: 'a phone on its side', width: 640, height: 360 },
])(
  'on $screen a dialog shows its buttons, and no field is covered while it has the focus',
  async ({ width, height }) => {
    const id = await createAccount(suite.admin, `dialog-${width}@example.org`);
    const page = await suite.open(ADMIN.login, `/accounts/${id}`);
    await page.setViewportSize({ width, height });
    await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: `Edit dialog-${width}@example.org` });
    const save = dialog.getByRole('button', { name: 'Save' });
    const isInSight = () =>
      save.evaluate((button) => {
        const { top, bottom } = button.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      });
    await expect.poll(isInSight).toBe(true);
    await dialog.getByLabel('Login').focus();
    for (let presses = 0; presses < 12; presses++) {
      await expect.poll(covered, { message: `Tab, ${presses} times` }).toBeNull();
      expect(await isInSight()).toBe(true);
      if (await save.evaluate((button) => button === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    expect.unreachable('Save has never had the focus');
  },
);

const styleOf = (element: Locator, ...names: string[]): Promise<Record<string, string>> =>
  element.evaluate((each, wanted) => {
    const style = getComputedStyle(each);
    return Object.fromEntries(wanted.map((name) => [name, style.getPropertyValue(name)]));
  }, names);
/** What a system colour comes to. */
const systemColour = (name: string): Promise<string> =>
  suite.page.evaluate((colour) => {
    const probe = document.createElement('i');
    probe.style.color = colour;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);

test('forced colours: buttons, switches, the chart and where one is are seen', async () => {
  await suite.server.client().code(SIGN_IN, { login: ADMIN.login, password: 'wrong' });
  const page = await suite.open(ADMIN.login, '/');
  await page.emulateMedia({ forcedColors: 'active' });
  const [text, ground, highlight] = await Promise.all(
    ['CanvasText', 'Canvas', 'Highlight'].map(systemColour),
  );
  expect(text).not.toBe(ground);
  const bar = (name: string) => page.locator(`.${name} path`).last();
  await bar('succeeded').waitFor();
  expect(await styleOf(bar('succeeded'), 'fill')).toEqual({ fill: text });
  expect(await styleOf(bar('failed'), 'fill', 'stroke')).toEqual({ fill: ground, stroke: text });
  expect(await styleOf(page.locator('svg text').first(), 'fill')).toEqual({ fill: text });
  const here = page.locator('nav [aria-current=page]');
  expect(await styleOf(here, 'border-left-style', 'border-left-width', 'border-left-color')).toEqual({
    'border-left-style': 'solid',
    'border-left-width': '5px',
    'border-left-color': highlight,
  });
  await suite.dashboard.show('forced-colours-overview');
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  const filled = page.getByRole('link', { name: 'Create account' });
  await filled.waitFor();
  for (const button of [filled, page.getByRole('button', { name: 'Locked', exact: true })]) {
    const edge = await styleOf(button, 'border-top-style', 'border-top-width', 'border-top-color');
    expect(edge).toMatchObject({ 'border-top-style': 'solid', 'border-top-width': '1px' });
    expect(edge['border-top-color']).not.toBe(ground);
  }
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  const field = page.getByRole('switch', { name: 'Backup codes' });
  await field.waitFor();
  const track = page.locator('.Mui-checked + .MuiSwitch-track').first();
  expect(await styleOf(track, 'background-color')).toEqual({ 'background-color': highlight });
  await suite.dashboard.show('forced-colours-settings');
});

test('forced colours: the box of a code that is typed next is seen', async () => {
  const { secret } = await protectedAccount(suite.server, suite.admin, 'contrast@example.org');
  expect(secret).not.toBe('');
  suite.dashboard = await Dashboard.open(suite.browser, suite.server, { path: '/sign-in' });
  const { page } = suite;
  await page.emulateMedia({ forcedColors: 'active' });
  await suite.dashboard.enterPassword('contrast@example.org', PASSWORD);
  const code = page.getByLabel('Six-digit code');
  await code.waitFor();
  const boxes = code.locator('xpath=preceding-sibling::*').locator('> *');
  expect(await boxes.count()).toBe(6);
  const highlight = await systemColour('Highlight');
  const outlined = ['outline-style', 'outline-width', 'outline-color'];
  const expected = { 'outline-style': 'solid', 'outline-width': '3px', 'outline-color': highlight };
  expect(await styleOf(boxes.nth(0), ...outlined)).toEqual(expected);
  expect(await styleOf(boxes.nth(1), 'outline-style')).toEqual({ 'outline-style': 'none' });
  await suite.dashboard.show('forced-colours-code');
  await page.keyboard.type('1');
  expect(await styleOf(boxes.nth(1), ...outlined)).toEqual(expected);
});

/** The contrast of an element's edge to its inside. */
const edgeContrast = (element: Locator): Promise<number> =>
  element.evaluate((each) => {
    const style = getComputedStyle(each);
    const light = (colour: string) => {
      const parts = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255);
      const [red = 0, green = 0, blue = 0] = parts.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    if (style.borderTopStyle !== 'solid' || style.borderTopWidth === '0px') return 0;
    const [one, other] = [light(style.borderTopColor), light(style.backgroundColor)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  });

test.each(['light', 'dark'] as const)(
  '%s: whatever pops up has an edge that is seen',
  async (colorScheme) => {
    const page = await suite.open(ADMIN.login, '/audit');
    await page.emulateMedia({ colorScheme });
    const isSeen = async (element: Locator) => {
      await element.waitFor();
      await expect.poll(() => edgeContrast(element)).toBeGreaterThanOrEqual(3);
      await page.keyboard.press('Escape');
      await element.waitFor({ state: 'hidden' });
    };
    await suite.dashboard.button(/^Your account/).click();
    await isSeen(page.locator('.MuiMenu-paper'));
    await page.getByRole('combobox', { name: 'Event' }).click();
    await isSeen(page.locator('.MuiAutocomplete-paper'));
    await page.getByRole('combobox', { name: 'Rows per page' }).click();
    await isSeen(page.locator('.MuiMenu-paper'));
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await suite.dashboard.button('Sign everyone out').click();
    await isSeen(page.locator('.MuiDialog-paper'));
  },
);

/** The field has the focus, is marked, and what is wrong with it is said aloud and belongs to it. */
async function isRefused(field: Locator, text: string): Promise<void> {
  await suite.page.getByRole('alert').filter({ hasText: text }).waitFor();
  await expect.poll(() => field.evaluate((each) => each === document.activeElement)).toBe(true);
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const description = await field.evaluate((each) =>
    (each.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' '),
  );
  expect(description).toContain(text);
}

test('a login that is taken: said aloud, and the focus is on it', async () => {
  const page = await suite.open(ADMIN.login, '/accounts/create');
  await page.getByLabel('Login').fill(ADMIN.login);
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  await isRefused(page.getByLabel('Login'), 'This login is taken');
  await suite.dashboard.inspect('account-refused');
});

test('an address that is none: said aloud, and the focus is on it', async () => {
  await createAccount(suite.admin, 'address@example.org');
  const page = await suite.open('address@example.org', '/security');
  await page.getByRole('region', { name: 'Security alerts' }).getByRole('button').first().click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox').first();
  await field.fill('nobody');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await isRefused(field, 'address');
});

test('an application whose address is refused: said aloud, and the focus is on it', async () => {
  const page = await suite.open(ADMIN.login, '/applications/create');
  await page
    .getByRole('button', { name: /Another program|Any program/ })
    .first()
    .click();
  await page.getByLabel('Name', { exact: true }).fill('Wiki');
  const uris = page.getByLabel('Redirect URIs', { exact: true });
  await uris.fill('nowhere');
  await page.getByRole('main').locator('button[type=submit]').click();
  await isRefused(uris, 'Enter complete addresses');
});

test('settings that contradict each other: said aloud, and saving leads to the first', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  const minutes = page.getByRole('spinbutton', { name: 'Sign out after inactivity (minutes)' });
  await minutes.fill('525601');
  await page.getByRole('alert').filter({ hasText: 'A whole number from 0 to 525600.' }).waitFor();
  const tolerance = page.getByRole('spinbutton', { name: 'Clock tolerance' });
  await tolerance.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => minutes.evaluate((field) => field === document.activeElement)).toBe(true);
});

test('without movement, what is under way is said in words', async () => {
  const page = await suite.open(ADMIN.login, '/settings');
  const minutes = page.getByRole('spinbutton', { name: 'Sign out after inactivity (minutes)' });
  await minutes.fill('45');
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/graphql', async (route) => {
    await held;
    await route.continue();
  });
  await suite.dashboard.button('Save').click();
  const save = page.locator('button[type=submit]');
  await expect
    .poll(() => styleOf(save.locator('.MuiButton-loadingIndicator'), 'opacity'))
    .toEqual({ opacity: '0' });
  const { color } = await styleOf(save, 'color');
  expect(color).not.toMatch(/, 0\)|transparent/);
  expect(await save.evaluate((each) => getComputedStyle(each, '::after').content)).toContain('…');
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  const status = page.getByRole('main').getByRole('status');
  await status.getByText('Loading …').waitFor();
  await suite.dashboard.show('loading-without-movement');
  // Where things may move, the shape of what comes says it.
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await status.getByText('Loading …').waitFor({ state: 'hidden' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  go();
  await page.getByText('1–', { exact: false }).first().waitFor();
});
