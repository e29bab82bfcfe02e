/**
 * Puts a text on the clipboard; false where the browser lets no page do so. Pages that come without encryption, from
 * another computer, have no `navigator.clipboard`: for them there is the command of old, which copies what is selected.
 * The selection is made `beside` the button, for a dialog lets nothing outside of itself have the focus.
 */
export async function copyText(text: string, beside: HTMLElement): Promise<boolean> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  try {
    await clipboard?.writeText(text);
    if (clipboard) return true;
  } catch {
    // Not allowed here, or the window has lost the focus.
  }
  return copySelected(text, beside);
}

function copySelected(text: string, beside: HTMLElement): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.setAttribute('aria-hidden', 'true');
  Object.assign(field.style, { position: 'fixed', top: '0', opacity: '0' });
  beside.after(field);
  field.select();
  const commands: { execCommand(command: 'copy'): boolean } = document;
  try {
    return commands.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
