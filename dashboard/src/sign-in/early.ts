import { flushSync } from 'react-dom';

/** What was typed into the form of index.html, for the one that takes its place. */
export let typed = { login: '', password: '' };

const namedOf = (element: Element | null): string | null => element?.getAttribute('name') ?? null;
const named = (name: string | null) =>
  document.querySelector<HTMLElement>(`.lk-page [name="${CSS.escape(name ?? '')}"]`);

/** Draws the page in place of what index.html has drawn: what was typed there stays, the focus is where it was, and what was pressed is pressed. */
export async function inPlaceOfEarly(draw: () => void): Promise<void> {
  await composed();
  const early = document.querySelector('[data-early]');
  const form = early?.querySelector('form');
  if (!early || !form) return draw();
  const valueOf = (name: string) => form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? '';
  typed = { login: valueOf('login'), password: valueOf('password') };
  const { activeElement: focused } = document;
  const caret =
    focused instanceof HTMLInputElement && ([focused.selectionStart, focused.selectionEnd] as const);
  const pressed = [...early.querySelectorAll('[aria-busy]')].map(namedOf);
  const wasFocused = document.documentElement.dataset['focused'] !== undefined;
  // At once, so that no key is pressed between the two.
  flushSync(draw);
  typed = { login: '', password: '' };
  const field = named(namedOf(focused));
  if (field) field.focus();
  // On a fast line the browser has not come to `autofocus` yet: then nobody has left a field.
  else if (wasFocused && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  if (field instanceof HTMLInputElement && caret) field.setSelectionRange(...caret);
  for (const name of pressed) named(name)?.click();
}

/** A character that is being put together is not interrupted. */
async function composed(): Promise<void> {
  if (document.documentElement.dataset['composing'] === undefined) return;
  await new Promise((ended) => document.addEventListener('compositionend', ended, { once: true }));
}
