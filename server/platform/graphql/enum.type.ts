import { registerEnumType } from 'type-graphql';

/** An enum of the schema whose values may be given late, by what the server is composed of. */
export class OpenEnum<Value extends string = string> {
  /** What fields name as their type. */
  readonly type = {} as Record<Value, Value>;
  private readonly descriptions = {} as Record<Value, { description: string }>;

  constructor(name: string, description: string) {
    registerEnumType(this.type, { name, description, valuesConfig: this.descriptions });
  }

  /** For the next schema that is built in this process: these values only, each with what it means. */
  define(meanings: Readonly<Record<Value, string>>): void {
    const values = Object.keys(meanings) as Value[];
    for (const known of Object.keys(this.type)) {
      Reflect.deleteProperty(this.type, known);
      Reflect.deleteProperty(this.descriptions, known);
    }
    for (const value of values) {
      this.type[value] = value;
      this.descriptions[value] = { description: meanings[value] };
    }
  }
}

/** One whose values are known, made from what each of them means: the type says which there are. */
export function enumOf<Value extends string>(
  name: string,
  description: string,
  meanings: Readonly<Record<Value, string>>,
): Record<Value, Value> {
  const made = new OpenEnum<Value>(name, description);
  made.define(meanings);
  return made.type;
}
