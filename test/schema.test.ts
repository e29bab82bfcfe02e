import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, test } from 'vitest';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

interface Described {
  name: string;
  description?: string | null | undefined;
}

/** The type and all that is in it, by its place. */
function partsOf(type: GraphQLNamedType): [string, Described][] {
  const parts: [string, Described][] = [[type.name, type]];
  if (isEnumType(type)) parts.push(...type.getValues().map(placed(type.name)));
  if (isInputObjectType(type)) parts.push(...Object.values(type.getFields()).map(placed(type.name)));
  if (isObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      parts.push(placed(type.name)(field), ...field.args.map(placed(`${type.name}.${field.name}`)));
    }
  }
  return parts;
}

const placed =
  (place: string) =>
  (part: Described): [string, Described] => [`${place}.${part.name}`, part];

test('every type, field, argument, input and value of the schema is described', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const parts = types.flatMap(partsOf);
  expect(parts.length).toBeGreaterThan(300);
  expect(parts.filter(([, { description }]) => !description?.trim()).map(([place]) => place)).toEqual([]);
});
