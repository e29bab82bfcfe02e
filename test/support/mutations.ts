import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';

/** Values for scalars by the name of their argument or field; undefined: none of its own. */
export type ValueOf = (name: string, scalar: string) => unknown;

/** A document that runs one mutation with every argument it has, and the values for them, all optional ones included. */
export function everyArgument(
  field: GraphQLField<unknown, unknown>,
  valueOf: ValueOf,
): { document: string; variables: Record<string, unknown> } {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const brackets = (text: string): string => (text === '' ? '' : `(${text})`);
  return {
    document: `mutation ${brackets(declared)} { ${field.name}${brackets(passed)} ${selection} }`,
    variables: Object.fromEntries(field.args.map(({ name, type }) => [name, filled(name, type, valueOf)])),
  };
}

function filled(name: string, type: GraphQLInputType, valueOf: ValueOf): unknown {
  if (isNonNullType(type)) return filled(name, type.ofType, valueOf);
  if (isListType(type)) return [filled(name, type.ofType, valueOf)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return Object.fromEntries(fields.map((field) => [field.name, filled(field.name, field.type, valueOf)]));
  }
  return valueOf(name, type.name);
}
