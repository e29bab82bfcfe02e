import { Field, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../platform/graphql/enum.type.js';
import { Declared, declaredSettings, type Setting, type SettingName } from './declarations.js';

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
  if (setting.kind === 'text') return String;
  return enumOf(setting.name, setting.about, setting.values);
}

/** The enum of a setting that is a choice. */
export const choiceType = (name: SettingName): object => types.get(name) ?? String;

@ObjectType('Settings', { description: 'The administrator’s settings.' })
export class SettingsType extends Declared {}
declareFields(SettingsType);
