import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';
import { holdsControls } from './text.js';

/** A sender, or somebody whom mail is sent to. */
export interface Mailbox {
  /** Shown beside the address; empty: none. */
  name: string;
  address: string;
}

// Octets, of the local part and of all (RFC 5321 §4.5.3.1, erratum 1690).
const LOCAL_PART_OCTETS = 64;
const ADDRESS_OCTETS = 254;
const DOMAIN_LENGTH = 253;

const PARTS = /^(?<local>"(?:[^"\\]|\\.)*"|[^\s"(),:;<>@[\\\]]+)@(?<domain>[^@]+)$/u;
// Underscores are not for hosts, and yet there are domains with them that mail goes to.
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Whether a mail server can be given this as a recipient: RFC 5321 §4.1.2, and RFC 6531 §3.3 for any other script, as
 * nodemailer reads it. Whether anybody is there only a mail can tell.
 */
export function isDeliverable(address: string): boolean {
  if (holdsControls(address) || Buffer.byteLength(address) > ADDRESS_OCTETS) return false;
  const [only, ...more] = addressparser(address, { flatten: true });
  // What is read another way than it is written would be sent somewhere else.
  if (more.length > 0 || only?.address !== address) return false;
  const parts = partsOf(address);
  // Nodemailer sends neither < nor >, not even where quotes would let them stand.
  return (
    parts !== null &&
    !/[<>]/.test(parts.local) &&
    Buffer.byteLength(parts.local) <= LOCAL_PART_OCTETS &&
    (parts.domain.startsWith('[') ? isLiteral(parts.domain) : isDomain(parts.domain))
  );
}

/** The same for all ways to write one mailbox: what is counted by address is counted by this. */
export function mailboxKey(address: string): string {
  const parts = partsOf(address);
  if (parts === null) return address.toLowerCase();
  const { local, domain } = parts;
  const unquoted = local.startsWith('"') ? local.slice(1, -1).replaceAll(/\\(.)/gu, '$1') : local;
  return `${unquoted}@${domainToASCII(domain) || domain}`.normalize('NFC').toLowerCase();
}

/** The domain of an address as it stands in headers, without other scripts. */
export function domainOf(address: string): string {
  const { domain = 'localhost' } = partsOf(address) ?? {};
  return domainToASCII(domain) || domain;
}

/** Whether a relay must offer SMTPUTF8 (RFC 6531): domains of other scripts can be written in ASCII, local parts not. */
export const needsSmtpUtf8 = (address: string): boolean =>
  // eslint-disable-next-line no-control-regex -- all of ASCII
  /[^\x00-\x7f]/.test(partsOf(address)?.local ?? '');

/**
 * `address`, or `name <address>`, where the name may hold quotes, commas and any script, quoted or not. Null: mail can
 * be sent from no such address.
 */
export function parseMailbox(text: string): Mailbox | null {
  if (holdsControls(text)) return null;
  const bracketed = /^(?<name>.*?)\s*<(?<address>[^<>]*)>$/u.exec(text.trim())?.groups;
  const found = bracketed ?? onlyMailbox(text);
  const address = found?.address ?? '';
  return isDeliverable(address) ? { name: unquotedName(found?.name ?? ''), address } : null;
}

function onlyMailbox(text: string): Mailbox | undefined {
  const [only, ...more] = addressparser(text, { flatten: true });
  return more.length === 0 ? only : undefined;
}

const unquotedName = (name: string): string =>
  /^"(?:[^"\\]|\\.)*"$/u.test(name) ? name.slice(1, -1).replaceAll(/\\(.)/gu, '$1') : name;

function partsOf(address: string): { local: string; domain: string } | null {
  const { local, domain } = PARTS.exec(address)?.groups ?? {};
  return local === undefined || domain === undefined ? null : { local, domain };
}

/** `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3). */
function isLiteral(domain: string): boolean {
  const inside = /^\[(?<inside>[^\]]*)\]$/.exec(domain)?.groups?.['inside'] ?? '';
  return isIPv4(inside) || (/^ipv6:/i.test(inside) && isIPv6(inside.slice('ipv6:'.length)));
}

/** One label is enough: a relay may well know its own network by it. */
function isDomain(domain: string): boolean {
  // The URL parser, which knows IDNA, would also decode %41 and read numbers as addresses.
  if (/[^\w.\-\u0080-\u{10ffff}]/u.test(domain)) return false;
  const labels = domainToASCII(domain).split('.');
  return (
    labels.join('.').length <= DOMAIN_LENGTH &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}
