/** The value of a JSON text; undefined when it is none: what a parser says would quote the text. */
export function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
