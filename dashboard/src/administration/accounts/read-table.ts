/** As many as the server takes. */
const MOST_CHARACTERS = 30_000;
const MOST_BYTES = 4 * MOST_CHARACTERS;

/** Why a file is not even sent. */
export class UnreadableTable extends Error {
  constructor(readonly problem: 'tooLarge' | 'encoding') {
    super(problem);
  }
}

/** The text of a file that holds a table. Throws UnreadableTable. */
export async function readTable(file: File): Promise<string> {
  if (file.size > MOST_BYTES) throw new UnreadableTable('tooLarge');
  const csv = decoded(new Uint8Array(await file.arrayBuffer()));
  if (csv.length > MOST_CHARACTERS) throw new UnreadableTable('tooLarge');
  return csv;
}

function decoded(bytes: Uint8Array): string {
  // As spreadsheets save “Unicode text”.
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableTable('encoding');
  }
}
