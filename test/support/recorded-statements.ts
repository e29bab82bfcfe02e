import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { SESSION } from '../../server/platform/database/mysql-pool.js';

/** Where statements are told of: by the driver of MySQL, and by ours of SQLite. */
export const CHANNELS = ['tracing:mysql2:query:start', 'tracing:mysql2:execute:start', 'latchkey:statement'];

export interface Recording {
  /** What was sent as text, each once. */
  texts: ReadonlySet<string>;
  stop(): void;
}

/** Records the text of every statement that this process sends to a database, from now on. */
export function recordStatements(): Recording {
  const texts = new Set<string>();
  const note = (message: unknown): void => {
    const { query, sql = query } = message as { query?: string; sql?: string };
    if (sql !== undefined) texts.add(sql);
  };
  for (const channel of CHANNELS) subscribe(channel, note);
  return {
    texts,
    stop() {
      for (const channel of CHANNELS) unsubscribe(channel, note);
    },
  };
}

// What statements hold as they are written: 0, 1 and -1, 1.0 for a division with a rest, a day, and one more than lists are counted exactly.
const OURS = new Set(['0', '1', '1.0', '86400000', '1001']);

/** The texts with a string or a number that we did not write there; names are in backticks, double quotes, or bare. */
export const textsWithValues = ({ texts }: Recording): string[] =>
  [...texts].filter((text) => {
    if (text === SESSION) return false;
    const withoutNames = text.replace(/`[^`]*`|"[^"]*"/g, 'name');
    const literals = withoutNames.match(/'|(?<![\w$])\d+(?:\.\d+)?/g) ?? [];
    return literals.some((literal) => !OURS.has(literal));
  });
