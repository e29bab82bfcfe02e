/** Where a server listens and who signs in there, as one line of configuration says it. */
export interface ServerUrl {
  protocol: string;
  user: string | undefined;
  password: string | undefined;
  /** A name or an address; of IPv6 without brackets, as sockets take it. */
  host: string;
  port: number | undefined;
  /** What follows the host, without its slash; empty when nothing does. */
  path: string;
}

/** What is wrong with a URL, without any of it: it may hold a password. */
export class ServerUrlError extends Error {}

const BRACKETED = /^\[(?<address>[^\]]*)\]$/;

/**
 * Up to the last @ that a host can follow is who signs in: so passwords may hold `/`, `#`, `?` and `@` as they are,
 * which RFC 3986 §3.2.1 wants encoded, and may have them encoded too.
 */
const SERVER_URL =
  /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:(?<userinfo>.*)@)?(?<host>\[[0-9a-f:.%]+\]|[^\s/?#@:[\]]+)(?::(?<port>\d{1,5}))?(?:\/(?<path>[^?#]*))?(?<rest>[?#].*)?$/is;

/** Throws ServerUrlError. */
export function parseServerUrl(text: string): ServerUrl {
  const {
    scheme = '',
    userinfo,
    host = '',
    port,
    path = '',
    rest = '',
  } = SERVER_URL.exec(text)?.groups ?? {};
  if (scheme === '') throw new ServerUrlError('is not a URL');
  if (Number(port) > 65_535) throw new ServerUrlError('has a port above 65535');
  refuseRest(rest);
  const colon = userinfo?.indexOf(':') ?? -1;
  return {
    protocol: `${scheme.toLowerCase()}:`,
    user: userinfo === undefined ? undefined : decoded(colon < 0 ? userinfo : userinfo.slice(0, colon)),
    password: userinfo === undefined || colon < 0 ? undefined : decoded(userinfo.slice(colon + 1)),
    host: bareHost(host),
    port: port === undefined ? undefined : Number(port),
    path: decoded(path),
  };
}

/** Of a parameter that nobody reads, such as `ssl=true`, somebody believes that it does something. */
function refuseRest(rest: string): void {
  if (rest.startsWith('#')) throw new ServerUrlError('must not have a fragment (#…)');
  const [first = ''] = rest.slice(1).split(/[=&]/);
  if (rest === '') return;
  const name = /^[\w.-]{1,40}$/.test(first) ? ` such as ${first}` : '';
  throw new ServerUrlError(`has parameters${name}, and none is read: there is a variable for each setting`);
}

/** `%` before two hex digits that make UTF-8 begins an escape (RFC 3986 §2.1); any other stands for itself. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

/** URLs put addresses of IPv6 in brackets (RFC 3986 §3.2.2); sockets do not. */
export const bareHost = (host: string): string => BRACKETED.exec(host)?.groups?.['address'] ?? host;
