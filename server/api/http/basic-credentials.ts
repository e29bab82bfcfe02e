/**
 * The user and password of an Authorization header (RFC 7617); undefined when it holds none. They are in UTF-8, which we
 * ask for, or, from programs that do not heed that, in Latin-1.
 */
export function basicCredentials(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic +([\w+/=-]+) *$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = decode(Buffer.from(encoded, 'base64'));
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Latin-1 as browsers have always understood it (WHATWG Encoding §4.2): with € and quotes where ISO has controls.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
