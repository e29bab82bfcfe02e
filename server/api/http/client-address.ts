import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Express, Request } from 'express';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';

const MOST_KNOWN = 1000;
/** Longer than any address with its port. */
const LONGEST_KNOWN = 64;

// Some proxies add the port: 198.51.100.7:50007, [2001:db8::1]:443, and RFC 7239 §6 puts quotes around the latter.
const WITH_PORT = /^"?(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]+))(?::\d{1,5})?"?$/;

/** The address in what a proxy names, in one spelling (RFC 5952; IPv4 also when mapped into IPv6). Null: there is none. */
function addressIn(named: string): string | null {
  const trimmed = named.trim();
  const { bracketed, plain } = WITH_PORT.exec(trimmed)?.groups ?? {};
  // A zone (fe80::1%eth0) is the proxy's name for a network card of its own.
  const [address = ''] = (bracketed ?? plain ?? trimmed).split('%');
  return isIP(address) === 0 ? null : ipaddr.process(address).toString();
}

/** Whether an address is one of TRUSTED_PROXIES; `hop` is how many proxies stand between it and us. */
export type Trust = (address: string, hop: number) => boolean;

/** Has the addresses or subnets of TRUSTED_PROXIES believed, also where another proxy wrote their ports beside them. */
export function trustProxies(app: Express, trusted: string[]): Trust {
  app.set('trust proxy', trusted);
  const isTrusted = app.get('trust proxy fn') as Trust;
  const judge: Trust = (named, hop) => {
    const address = addressIn(named);
    return address !== null && isTrusted(address, hop);
  };
  // The same few proxies are asked about at each request. Whoever names addresses by the thousand fills nothing up.
  const known = new Map<string, boolean>();
  const trust: Trust = (named, hop) => {
    const before = known.get(named);
    if (before !== undefined) return before;
    const isOne = judge(named, hop);
    if (known.size >= MOST_KNOWN) known.clear();
    if (named.length <= LONGEST_KNOWN) known.set(named, isOne);
    return isOne;
  };
  app.set('trust proxy', trust);
  return trust;
}

/** Where the request comes from, as TRUSTED_PROXIES lets it be known. Null when a proxy named no address. */
export const clientAddress = ({ ip }: Request): string | null => (ip === undefined ? null : addressIn(ip));

/** The same of a request that Express does not see, or may change. */
export const clientAddressOf = (request: IncomingMessage, trust: Trust): string | null =>
  addressIn(proxyaddr(request, trust));
