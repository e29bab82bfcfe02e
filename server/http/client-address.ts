import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/**
 * Where the request comes from, as TRUSTED_PROXIES lets it be known, in one spelling (RFC 5952; IPv4 also when
 * mapped into IPv6). Null when a proxy named no address.
 */
export const clientAddress = ({ ip }: Request): string | null =>
  ip !== undefined && ipaddr.isValid(ip) ? ipaddr.process(ip).toString() : null;
