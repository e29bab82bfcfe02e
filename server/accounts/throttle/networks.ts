import ipaddr from 'ipaddr.js';

export interface Network {
  name: string;
  /** So many times what one address may do is what the network may, since many may share it. */
  times: number;
}

// What one customer holds is a /64, a /56 or a /48, as providers see fit (RFC 6177).
const PREFIXES = [
  { bits: 64, times: 1 },
  { bits: 56, times: 4 },
  { bits: 48, times: 16 },
] as const;

/**
 * The networks that a client at this address may be alone in, the narrowest first: an IPv4 address, however written;
 * of IPv6 the /64, since a customer who has one address has all of it, the /56 and the /48.
 */
export function networksOf(ipAddress: string | null): readonly [Network, ...Network[]] {
  if (ipAddress === null || !ipaddr.isValid(ipAddress)) return [{ name: 'unknown', times: 1 }];
  const address = ipaddr.process(ipAddress);
  if (!(address instanceof ipaddr.IPv6)) return [{ name: address.toString(), times: 1 }];
  const [narrowest, ...wider] = PREFIXES.map(({ bits, times }) => ({ name: prefixOf(address, bits), times }));
  return [narrowest ?? { name: 'unknown', times: 1 }, ...wider];
}

/** Its first bits, as eight groups of which the narrowest keeps the name that it always had. */
function prefixOf(address: ipaddr.IPv6, bits: number): string {
  const groups = address.parts.slice(0, 4);
  if (bits === 64) return groups.join(':');
  const kept = groups.map((group, index) => {
    const of = Math.min(16, Math.max(0, bits - 16 * index));
    return group & ~(0xffff >> of);
  });
  return `${kept.join(':')}/${bits}`;
}
