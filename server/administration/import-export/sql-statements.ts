import { invalid } from './totp-secret.js';

export type SqlValue = string | number | null;

const TABLE =
  /^\s*(?:CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?|(?:INSERT|REPLACE)\s+(?:LOW_PRIORITY\s+|DELAYED\s+|HIGH_PRIORITY\s+)?(?:IGNORE\s+)?(?:INTO\s+)?)(?:`[^`]+`\s*\.\s*)?(?:`([^`]+)`|(\w+))/i;
/** The beginning that tells which table a statement is about. */
const TELLING = 300;

const [QUOTE, DOUBLE, BACKTICK, BACKSLASH, SEMICOLON] = ["'", '"', '`', '\\', ';'].map((one) =>
  one.charCodeAt(0),
);
const [DASH, HASH, SLASH, STAR, NEWLINE] = ['-', '#', '/', '*', '\n'].map((one) => one.charCodeAt(0));

/**
 * The statements of a dump that create or fill a table that is wanted, without comments; the others are passed over, and
 * of none is more in memory than itself.
 */
export async function* sqlStatements(
  chunks: AsyncIterable<string>,
  isWanted: (table: string) => boolean,
): AsyncGenerator<string> {
  const splitter = new Splitter(isWanted);
  for await (const chunk of chunks) yield* splitter.add(chunk);
  if (splitter.isInside) throw invalid('The dump ends in the midst of a statement: it is not whole.');
}

/** What a part of a statement is: text between quotes, a comment, or SQL itself. */
type Within = 'sql' | 'quotes' | 'line comment' | 'comment';

class Splitter {
  private statement = '';
  private within: Within = 'sql';
  private quote: number | undefined;
  private isEscaped = false;
  private before = 0;
  private isPassedOver = false;

  constructor(private readonly isWanted: (table: string) => boolean) {}

  get isInside(): boolean {
    return this.within === 'quotes' || (!this.isPassedOver && TABLE.test(this.statement));
  }

  *add(chunk: string): Generator<string> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      const was = this.within;
      this.step(code);
      if (was === 'sql' && this.within === 'sql' && code === SEMICOLON) {
        this.keep(chunk.slice(from, at));
        from = at + 1;
        if (!this.isPassedOver && this.statementTable() !== undefined) yield this.statement;
        this.statement = '';
        this.isPassedOver = false;
      } else if (was === 'sql' && (this.within === 'comment' || this.within === 'line comment')) {
        // Its first character is already behind.
        this.keep(chunk.slice(from, code === HASH ? at : Math.max(from, at - 1)));
        if (code !== HASH) this.statement = this.statement.replace(/[-/]$/, '');
        from = at + 1;
      } else if ((was === 'comment' || was === 'line comment') && this.within === 'sql') {
        from = at + 1;
      }
      this.before = code;
    }
    if (this.within === 'sql' || this.within === 'quotes') this.keep(chunk.slice(from));
  }

  private step(code: number): void {
    switch (this.within) {
      case 'quotes':
        if (this.isEscaped) this.isEscaped = false;
        else if (code === BACKSLASH && this.quote !== BACKTICK) this.isEscaped = true;
        // Of a doubled quote, the second begins anew what the first has ended.
        else if (code === this.quote) this.within = 'sql';
        break;
      case 'line comment':
        if (code === NEWLINE) this.within = 'sql';
        break;
      case 'comment':
        if (code === SLASH && this.before === STAR) this.within = 'sql';
        break;
      case 'sql':
        if (code === QUOTE || code === DOUBLE || code === BACKTICK) {
          this.within = 'quotes';
          this.quote = code;
        } else if (code === HASH || (code === DASH && this.before === DASH)) this.within = 'line comment';
        else if (code === STAR && this.before === SLASH) this.within = 'comment';
    }
  }

  private keep(text: string): void {
    if (this.isPassedOver) return;
    this.statement += text;
    if (this.statement.length < TELLING) return;
    if (this.statementTable() === undefined) {
      this.isPassedOver = true;
      this.statement = '';
    }
  }

  private statementTable(): string | undefined {
    const [, quoted, plain] = TABLE.exec(this.statement) ?? [];
    const name = quoted ?? plain;
    return name !== undefined && this.isWanted(name) ? name : undefined;
  }
}

/** The table that a statement is about: the columns that it is created with, or that rows are inserted into. */
export function tableOf(
  statement: string,
): { name: string; columns?: string[]; inserted?: string[] } | undefined {
  const found = TABLE.exec(statement);
  const name = found?.[1] ?? found?.[2];
  if (!found || name === undefined) return undefined;
  const rest = statement.slice(found[0].length);
  if (/^\s*CREATE/i.test(statement)) {
    return {
      name,
      columns: [...rest.matchAll(/^\s*\(?\s*`([^`]+)`\s+\w/gm)].map(([, column = '']) => column),
    };
  }
  const list = /^\s*\(([^)]*)\)\s*VALUES?\b/i.exec(rest)?.[1];
  if (list === undefined) return { name };
  return { name, inserted: list.split(',').map((column) => column.trim().replaceAll('`', '')) };
}

// One value and what follows it: a text, which a character set may be named for, bytes in hexadecimal, or a word.
const VALUE = /\s*(?:(?:_\w+\s*)?'([^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*)'|0x([0-9a-f]*)|([-+\w.]+))\s*([,)])/iy;
const BEGINNING = /\s*,?\s*\(/y;
const ESCAPED: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
};

/** The rows of an INSERT. Throws BAD_USER_INPUT for what is no list of plain values. */
export function* insertedRows(statement: string): Generator<SqlValue[]> {
  const values = /\bVALUES?\s*(?=\()/i.exec(statement);
  if (!values) throw unreadable();
  let at = values.index + values[0].length;
  while (statement.slice(at, at + 1000).trim() !== '') {
    BEGINNING.lastIndex = at;
    if (!BEGINNING.test(statement)) throw unreadable();
    at = BEGINNING.lastIndex;
    const row: SqlValue[] = [];
    for (let end = ','; end === ',';) {
      VALUE.lastIndex = at;
      const found = VALUE.exec(statement);
      if (!found) throw unreadable();
      at = VALUE.lastIndex;
      row.push(valueOf(found));
      end = found[4] ?? ')';
    }
    yield row;
  }
}

function valueOf([, text, hex, word]: RegExpExecArray): SqlValue {
  if (text !== undefined) {
    return text.replaceAll(/\\([\s\S])|''/g, (_, escaped: string | undefined) =>
      escaped === undefined ? "'" : (ESCAPED[escaped] ?? escaped),
    );
  }
  if (hex !== undefined) return Buffer.from(hex, 'hex').toString();
  if (/^null$/i.test(word ?? '')) return null;
  const number = Number(word);
  if (Number.isNaN(number)) throw unreadable();
  return number;
}

const unreadable = (): Error =>
  invalid(
    'The dump has rows in a form that is not read: make it by mysqldump or mariadb-dump, with its defaults.',
  );
