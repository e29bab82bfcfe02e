import type { Entry } from './account-record.js';
import type { TextFile } from './text-file.js';
import { invalid } from './totp-secret.js';

/** `checkNames` throws BAD_USER_INPUT for names of columns that are not known. */
export async function* csvRecords(
  file: Pick<TextFile, 'firstLine' | 'readable'>,
  checkNames: (names: readonly string[]) => void,
): AsyncGenerator<Entry> {
  const start = await file.firstLine();
  // Excel's own way to say what separates.
  const told = /^sep=(.)\s*$/i.exec(start)?.[1];
  const { parse } = await import('csv-parse');
  const source = file.readable();
  const parser = source.pipe(
    parse({
      delimiter: told ?? delimiterOf(start),
      from_line: told === undefined ? 1 : 2,
      columns: (header: string[]) => {
        const names = header.map((name) => name.trim());
        checkNames(names);
        const twice = names.find((name, index) => names.indexOf(name) !== index);
        if (twice !== undefined) throw invalid(`There are two fields ${twice}.`);
        return names;
      },
      record_delimiter: ['\r\n', '\n', '\r'],
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }),
  );
  source.on('error', (error) => parser.destroy(error));
  for await (const { record, info } of parser as AsyncIterable<CsvRow>) {
    yield info.error
      ? { line: info.lines, problem: info.error.message }
      : { line: info.lines, fields: record };
  }
}

/** What separates the names of the header, none of which holds any of these. */
function delimiterOf(header: string): string {
  const count = (one: string): number => header.split(one).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

interface CsvRow {
  record: Record<string, string>;
  info: { lines: number; error?: Error };
}
