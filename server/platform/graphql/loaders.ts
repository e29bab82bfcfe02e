import DataLoader from 'dataloader';

type Keys = readonly string[];
/** Answers each key in its order; declared once, beside the fields that ask. */
export type Batch<Value> = (keys: Keys) => Promise<(Value | Error)[]>;

/** Of one request: what its fields ask for one by one is read together, so a page costs as many statements as one row. */
export class Loaders {
  private readonly made = new Map<unknown, unknown>();

  async load<Value>(batch: Batch<Value>, key: string): Promise<Value> {
    let loader = this.made.get(batch) as DataLoader<string, Value> | undefined;
    if (!loader) this.made.set(batch, (loader = new DataLoader<string, Value>(batch)));
    return loader.load(key);
  }
}

/** The row of each key; `missing` says what a key without one gets. */
export const rowOfEach =
  <Row, Missing = null>(
    read: (keys: Keys) => Promise<readonly Row[]>,
    keyOf: (row: Row) => string,
    missing: () => Missing | Error = () => null as Missing,
  ): Batch<Row | Missing> =>
  async (keys) => {
    const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? missing());
  };

/** All rows of each key, in the order in which they were read. */
export const rowsOfEach =
  <Row>(read: (keys: Keys) => Promise<readonly Row[]>, keyOf: (row: Row) => string): Batch<Row[]> =>
  async (keys) => {
    const groups = new Map<string, Row[]>(keys.map((key) => [key, []]));
    for (const row of await read(keys)) groups.get(keyOf(row))?.push(row);
    return keys.map((key) => groups.get(key) ?? []);
  };

/** The value of each key; `missing` for keys without one. */
export const valueOfEach =
  <Value, Missing>(
    read: (keys: Keys) => Promise<ReadonlyMap<string, Value>>,
    missing: Missing,
  ): Batch<Value | Missing> =>
  async (keys) => {
    const values = await read(keys);
    return keys.map((key) => values.get(key) ?? missing);
  };

/** Whether each key is among those that were read. */
export const isAmong =
  (read: (keys: Keys) => Promise<ReadonlySet<string>>): Batch<boolean> =>
  async (keys) => {
    const found = await read(keys);
    return keys.map((key) => found.has(key));
  };
