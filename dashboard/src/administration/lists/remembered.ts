import { Store, useStored } from '../../api/store';
import { useMe } from '../../session/me';

const stores = new Map<string, Store<string | null>>();

function storeOf(key: string): Store<string | null> {
  const known = stores.get(key);
  if (known) return known;
  const store = new Store(localStorage.getItem(key));
  stores.set(key, store);
  return store;
}

/**
 * What an administrator has made of a list, remembered in this browser for them alone: whoever else signs in here has
 * lists of their own. `read` makes sense of what was stored, which may be of another version or no JSON at all.
 */
export function useRemembered<Value>(
  name: string,
  read: (stored: unknown) => Value,
): [value: Value, remember: (value: Value | null) => void] {
  const { id } = useMe();
  const key = `latchkey.${name}.${id}`;
  const store = storeOf(key);
  const stored = useStored(store);
  return [
    read(parsed(stored)),
    (value) => {
      const text = value === null ? null : JSON.stringify(value);
      if (text === null) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
      store.set(text);
    },
  ];
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
