/** As the drivers hand it over: MySQL has a type of its own for JSON, which they read; elsewhere it is text. */
export type Packed = string | readonly unknown[];

/**
 * Several columns of a statement as one, for the hot path: of each column of each answer a database sends a description,
 * and reading that costs more than reading what is in it. Numbers come as numbers, also those of 64 bits.
 */
export class PackedColumns<Row extends object> {
  /** What the statement selects. */
  readonly sql: string;
  private readonly names: readonly string[];
  /** Looks into the list by name: an object with as many fields, made for each row, costs more than all else here. */
  private readonly look: new (values: readonly unknown[]) => object;

  /** Each by the name that it has in the row, and the expression that it is. */
  constructor(columns: { readonly [Name in keyof Row]-?: string }) {
    this.sql = `JSON_ARRAY(${Object.values(columns).join(', ')})`;
    this.names = Object.keys(columns);
    const look = class {
      constructor(readonly values: readonly unknown[]) {}
    };
    for (const [index, name] of this.names.entries()) {
      Object.defineProperty(look.prototype, name, {
        get(this: InstanceType<typeof look>) {
          return this.values[index];
        },
      });
    }
    this.look = look;
  }

  /** The same as an object of its own, which may be spread and changed. */
  copy(packed: Packed): Row {
    const values = listOf(packed);
    return Object.fromEntries(this.names.map((name, index) => [name, values[index]])) as Row;
  }

  /** To be read by name only: spread, it is empty. */
  read(packed: Packed): Readonly<Row> {
    return new this.look(listOf(packed)) as Readonly<Row>;
  }
}

const listOf = (packed: Packed): readonly unknown[] =>
  typeof packed === 'string' ? (JSON.parse(packed) as unknown[]) : packed;
