/**
 * A classic script in the head of index.html, where the page waits for it: no press of the form there is lost before
 * main.tsx has loaded. What was pressed is busy until then. `method=dialog` sends nothing by itself.
 */
const page = document.documentElement;

const chosen = localStorage.getItem('latchkey.appearance');
const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
page.dataset['mode'] = chosen === 'light' || chosen === 'dark' ? chosen : prefersDark ? 'dark' : 'light';
if (!('PublicKeyCredential' in window)) page.dataset['keys'] = 'none';

const press = (button: Element | null) => button?.setAttribute('aria-busy', 'true');
document.addEventListener('submit', ({ target }) => {
  press((target as Element).querySelector('[data-early] [type=submit]'));
});
document.addEventListener('click', ({ target }) => {
  press((target as Element).closest('[data-early] [type=button]'));
});
document.addEventListener('focusin', () => (page.dataset['focused'] = ''));
document.addEventListener('compositionstart', () => (page.dataset['composing'] = ''));
document.addEventListener('compositionend', () => delete page.dataset['composing']);
