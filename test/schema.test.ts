import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
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

function describedParts(): [string, Described][] {
  const types = Object.values(schema.getTypeMap());
  return types.filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type)).flatMap(partsOf);
}

const placed =
  (place: string) =>
  (part: Described): [string, Described] => [`${place}.${part.name}`, part];

test('every type, field, argument, input and value of the schema is described', () => {
  const parts = describedParts();
  expect(parts.length).toBeGreaterThan(300);
  expect(parts.filter(([, { description }]) => !description?.trim()).map(([place]) => place)).toEqual([]);
});

test('descriptions are noun phrases, or say what an operation does: none answers a question that is not there', () => {
  const answers =
    /^(When|Whose?|Whom|What|Where|Why|How|Of|By|With|Without|Until|From|For|Null|True|False|Not|As|In|To|At|Only|After)\b/;
  const found = describedParts().filter(([, { description }]) => answers.test(description?.trim() ?? ''));
  expect(found.map(([place, { description }]) => `${place}: ${description ?? ''}`)).toEqual([]);
});

test('the description of each mutation begins with what it does', () => {
  const mutations = Object.values(schema.getMutationType()!.getFields());
  const other = mutations.filter(
    ({ description }) => !/^(Step (one|two)\b|(Re-)?[A-Z]?[a-z]+s\b)/.test(description ?? ''),
  );
  expect(other.map(({ name, description }) => `${name}: ${description ?? ''}`)).toEqual([]);
  const all = mutations.map(({ description }) => description);
  expect(all.filter((description, place) => all.indexOf(description) !== place)).toEqual([]);
});

test('whatever is asked for by page is answered by a type that pageOf() begins', () => {
  const lists = Object.values(schema.getQueryType()!.getFields()).filter(({ args }) =>
    args.some(({ type }) => getNamedType(type).name === 'PageInput'),
  );
  expect(lists.length).toBeGreaterThan(3);
  for (const { name, type } of lists) {
    const page = getNamedType(type);
    expect([name, page.name]).toEqual([name, expect.stringMatching(/Page$/)]);
    expect(page.description).toMatch(/^One page of /);
    const { items, total } = (page as GraphQLObjectType).getFields();
    expect(items!.description).toMatch(/^The \w+ of this page\.$/);
    expect(total!.description).toMatch(
      /: exact up to 1,000; beyond that, or if counting is slow, at most 30 s old\b/,
    );
  }
});
