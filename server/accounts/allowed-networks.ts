import { type Acting, actorOf } from '../platform/acting/guard.js';
import ipaddr from 'ipaddr.js';
import { Refusal } from '../platform/refusal.js';
import type { AccountSettings } from '../settings/policies/account-settings.js';

const MOST = 32;

/** The addresses and networks of a list, as they are kept: in CIDR notation, apart by blanks. Throws BAD_USER_INPUT. */
export function networksColumn(networks: readonly string[], field = 'allowedNetworks'): string {
  if (networks.length > MOST) throw invalid(field, `There may be ${MOST} networks at most.`);
  return [...new Set(networks.map((typed) => canonical(typed, field)))].join(' ');
}

export const networksIn = (column: string): string[] => (column === '' ? [] : column.split(' '));

/** Whether an account with this list may be used from there; from an address that nobody knows only without a list. */
export function isAllowedFrom(column: string, ipAddress: string | null): boolean {
  if (column === '') return true;
  if (ipAddress === null || !ipaddr.isValid(ipAddress)) return false;
  const address = ipaddr.process(ipAddress);
  return networksIn(column).some((one) => {
    const network = ipaddr.parseCIDR(one);
    return network[0].kind() === address.kind() && address.match(network);
  });
}

/** Whether it may be, by its own list and by those of its groups. */
export const mayBeUsedFrom = (
  { allowedNetworks }: { allowedNetworks: string },
  { groups }: AccountSettings,
  ipAddress: string | null,
): boolean => [allowedNetworks, ...groups.allowedNetworks].every((list) => isAllowedFrom(list, ipAddress));

/**
 * Whether groups say that a second factor is asked for from there on trusted devices too (`ALWAYS`), or not at all
 * (`NEVER`). An address that nobody knows is in each of the first kind of networks, and in none of the second.
 */
export function askingFrom(
  { groups }: AccountSettings,
  ipAddress: string | null,
): 'ALWAYS' | 'NEVER' | 'AS_USUAL' {
  const { alwaysAskFrom, neverAskFrom } = groups;
  if (alwaysAskFrom.some((list) => ipAddress === null || isAllowedFrom(list, ipAddress))) return 'ALWAYS';
  const isSpared = neverAskFrom.length > 0 && neverAskFrom.every((list) => isAllowedFrom(list, ipAddress));
  return isSpared ? 'NEVER' : 'AS_USUAL';
}

export const elsewhere = (): Refusal =>
  new Refusal('ADDRESS_NOT_ALLOWED', 'This account cannot be used from this network.');

/** A network by its first address, so that one network is written in one way. */
function canonical(typed: string, field: string): string {
  const text = typed.trim();
  if (ipaddr.isValid(text)) {
    const address = ipaddr.process(text);
    return `${address.toString()}/${address.kind() === 'ipv4' ? 32 : 128}`;
  }
  if (!ipaddr.isValidCIDR(text)) {
    // What stands there instead may be anything: it is not repeated.
    throw invalid(field, 'Each must be an address or a network in CIDR notation, such as 192.0.2.0/24.');
  }
  const [address, bits] = ipaddr.parseCIDR(text);
  const first =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${first.toString()}/${bits}`;
}

const invalid = (field: string, message: string): Refusal =>
  new Refusal('BAD_USER_INPUT', message, { field });

/** Throws BAD_USER_INPUT for a list by which whoever makes the change would be out themselves. */
export function refuseLockingOut(acting: Acting, id: string, networks: string): void {
  const actor = actorOf(acting);
  if (actor.id !== id || isAllowedFrom(networks, actor.ipAddress)) return;
  throw new Refusal('BAD_USER_INPUT', 'Your own network must be among them, or you would be out yourself.', {
    field: 'allowedNetworks',
  });
}
