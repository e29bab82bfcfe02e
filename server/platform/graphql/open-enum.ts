import { registerEnumType } from 'type-graphql';

/** An enum of GraphQL whose values are given by what the server is composed of, before its schema is built. */
export class OpenEnum {
  /** What fields name as their type. */
  readonly type: Record<string, string> = {};
  private readonly descriptions: Record<string, { description: string }> = {};

  constructor(name: string, description: string) {
    registerEnumType(this.type, { name, description, valuesConfig: this.descriptions });
  }

  /** For the next schema that is built in this process: these values only. By name, their description. */
  define(values: Readonly<Record<string, string>>): void {
    for (const known of Object.keys(this.type)) {
      Reflect.deleteProperty(this.type, known);
      Reflect.deleteProperty(this.descriptions, known);
    }
    for (const [name, description] of Object.entries(values)) {
      this.type[name] = name;
      this.descriptions[name] = { description };
    }
  }
}
