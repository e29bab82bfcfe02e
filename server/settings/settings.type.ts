import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Declared, declaredSettings, type Setting } from './declarations.js';

/** Gives a class of GraphQL's a field for each setting. */
export function declareFields({ prototype }: { prototype: object }, options: { nullable?: true } = {}): void {
  for (const [name, setting] of declaredSettings) {
    Field(() => types.get(name) ?? Boolean, { description: setting.description, ...options })(
      prototype,
      name,
    );
  }
}

const types = new Map(declaredSettings.map(([name, setting]) => [name, typeOf(setting)]));

function typeOf(setting: Setting): object {
  if (setting.kind === 'switch') return Boolean;
  if (setting.kind === 'number') return Int;
  const values = Object.keys(setting.values);
  const choice = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(choice, {
    name: setting.name,
    description: setting.about,
    valuesConfig: Object.fromEntries(
      Object.entries(setting.values).map(([value, description]) => [value, { description }]),
    ),
  });
  return choice;
}

@ObjectType('Settings', { description: 'The administrator’s settings.' })
export class SettingsType extends Declared {}
declareFields(SettingsType);
