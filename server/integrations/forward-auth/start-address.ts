/** Where browsers are given a code for an application behind a proxy, once somebody is signed in. */
export const START = '/auth/forward/start';

/** The host that such an address, with its query, is for; null for any other address. */
export function hostToStart(to: string): string | null {
  if (!to.startsWith(`${START}?`)) return null;
  return new URLSearchParams(to.slice(START.length + 1)).get('host');
}
