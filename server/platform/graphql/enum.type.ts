import { registerEnumType } from 'type-graphql';

/** An enum of the schema, made from what each of its values means: the type says which there are. */
export function enumOf<Value extends string>(
  name: string,
  description: string,
  meanings: Record<Value, string>,
): Record<Value, Value> {
  const values = Object.keys(meanings) as Value[];
  const object = Object.fromEntries(values.map((value) => [value, value])) as Record<Value, Value>;
  registerEnumType(object, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      values.map((value) => [value, { description: meanings[value] }]),
    ) as Record<Value, { description: string }>,
  });
  return object;
}
