import type { Random } from './random.js';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

const DESKTOPS = [
  `${WINDOWS} ${WEBKIT} Chrome/147.0.0.0 Safari/537.36`,
  `${WINDOWS} ${WEBKIT} Chrome/147.0.0.0 Safari/537.36`,
  `${WINDOWS} ${WEBKIT} Chrome/147.0.0.0 Safari/537.36 Edg/147.0.0.0`,
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0',
  `${MAC} ${WEBKIT} Chrome/147.0.0.0 Safari/537.36`,
  `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Safari/605.1.15`,
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0',
  `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/147.0.0.0 Safari/537.36`,
];

const PHONES = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1',
  `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/147.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/147.0.0.0 Mobile Safari/537.36`,
  'Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0',
  'Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1',
];

export const ATTACKER = 'python-requests/2.32.5';
export const LIBRARY = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

// Addresses that are reserved for examples (RFC 5737, RFC 3849).
const OFFICES = ['192.0.2.17', '192.0.2.81'];

/** A browser that someone signs in with, and what it keeps. */
export interface Browser {
  userAgent: string;
  /** Where it is used, most of the time. */
  ipAddress: string;
  secret: string | undefined;
  token: string | undefined;
}

export const newBrowser = (userAgent: string, ipAddress: string): Browser => ({
  userAgent,
  ipAddress,
  secret: undefined,
  token: undefined,
});

const atHome = (random: Random): string =>
  random.chance(0.5)
    ? `198.51.100.${random.whole(2, 250)}`
    : `2001:db8:${random.whole(0x100, 0xfff).toString(16)}:${random.whole(1, 0xffff).toString(16)}::${random.whole(2, 0xffff).toString(16)}`;

/** One at work, and for most people one or two of their own. */
export function browsersOf(random: Random, ofTheirOwn = random.whole(0, 2)): Browser[] {
  const own = [random.pick(PHONES), random.pick(DESKTOPS)].slice(0, ofTheirOwn);
  const home = atHome(random);
  return [
    newBrowser(random.pick(DESKTOPS), random.pick(OFFICES)),
    ...own.map((agent) => newBrowser(agent, home)),
  ];
}
