import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.type.js';
import type { SettingValues } from '../../settings/declarations.js';
import { declareFields } from '../../settings/settings.type.js';
import type { ProfileName } from './settings-profiles.js';

export const SettingsProfile = enumOf<ProfileName>('SettingsProfile', 'Settings that belong together.', {
  STRICT:
    'The profile for OWASP ASVS 5 and AAL2: clockTolerance 1, no trusted devices, sessions of one day that expire after an hour without use.',
});

@ObjectType({ description: 'A setting that a profile would change.' })
export class ProfileChange {
  @Field(() => String, { description: 'The setting’s name, as in Settings.' })
  setting!: string;

  @Field(() => GraphQLJSON, { description: 'The present value.' })
  from!: unknown;

  @Field(() => GraphQLJSON, { description: 'The value after the profile is applied.' })
  to!: unknown;
}

@ObjectType('SettingChange', { description: 'The last change of a setting.' })
export class SettingChangeType {
  @Field(() => String, { description: 'The setting’s name, as in Settings.' })
  setting!: string;

  @Field(() => Date, { description: 'The time of the change.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'The account that made the change.' })
  actorLogin!: string | null;
}

@InputType({ description: 'The fields to change; the others stay as they are.' })
export class UpdateSettingsInput extends (class {} as new () => {
  [Name in keyof SettingValues]?: SettingValues[Name] | null;
}) {}
declareFields(UpdateSettingsInput, { nullable: true });
