import { parse } from 'yaml';

// More than one alias would already be none of an export's.
const NO_ALIASES = { maxAliasCount: 0 };

/** The value of a YAML text; undefined when it is none: what the parser says would quote the text. */
export function yaml(text: string): unknown {
  try {
    return parse(text, { schema: 'core', prettyErrors: false, logLevel: 'silent', ...NO_ALIASES }) as unknown;
  } catch {
    return undefined;
  }
}
