import { Store } from '../../api/store';

const KEPT_AS = 'latchkey.recognised-events';
const MOST = 200;

/** The events that the person has called their own, on this device: ids, which say nothing to anybody else. */
export const recognised = new Store<readonly string[]>(read());

export function recognise(id: string): void {
  const ids = [...recognised.get().filter((known) => known !== id), id].slice(-MOST);
  localStorage.setItem(KEPT_AS, JSON.stringify(ids));
  recognised.set(ids);
}

function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
