import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { EXPECTED } from '../../platform/graphql/expected.js';
import { given } from '../../platform/graphql/page.type.js';
import type { AuditService } from '../../events/audit/audit.service.js';
import { lastChanges } from './settings-history.js';
import type { SettingsService } from '../../settings/settings.service.js';
import { SettingsType } from '../../settings/settings.type.js';
import type { SettingsChangesService } from './settings-changes.service.js';
import {
  ProfileChange,
  SettingChangeType,
  SettingsProfile,
  UpdateSettingsInput,
} from './settings-changes.type.js';
import type { ProfileName } from './settings-profiles.js';

@Resolver(() => SettingsType)
export class SettingsResolver {
  constructor(
    private readonly service: SettingsService,
    private readonly changes: SettingsChangesService,
    private readonly audit: AuditService,
  ) {}

  @Authorized('settings:read')
  @Query(() => SettingsType, {
    description: 'The settings in force on this server.',
  })
  settings(): Promise<SettingsType> {
    return this.service.current();
  }

  @Authorized('settings:manage', 'proved')
  @Mutation(() => SettingsType, {
    description:
      'Changes settings, in force immediately on this server and within 2 s on the others. BAD_USER_INPUT says which values contradict each other; CONFLICT says in `extensions.changed` which values are not as `expected`.',
  })
  updateSettings(
    @Arg('input', () => UpdateSettingsInput, { description: 'The fields to change.' })
    input: UpdateSettingsInput,
    @Arg('expected', () => UpdateSettingsInput, EXPECTED) expected: UpdateSettingsInput | null,
    @Ctx() context: Context,
  ): Promise<SettingsType> {
    return this.changes.update(callerOf(context), given(input), { expected: given(expected ?? {}) });
  }

  @Authorized('settings:manage', 'proved')
  @Mutation(() => SettingsType, {
    description:
      'Applies a profile: changes the settings that it names (see Settings.changesByProfile), and leaves the others.',
  })
  applySettingsProfile(
    @Arg('profile', () => SettingsProfile, { description: 'The profile’s name.' }) profile: ProfileName,
    @Ctx() context: Context,
  ): Promise<SettingsType> {
    return this.changes.applyProfile(callerOf(context), profile);
  }

  @Authorized('enrolling', 'settings:read')
  @FieldResolver(() => [ProfileChange], {
    description: 'The settings that applySettingsProfile would change; empty while they match the profile.',
  })
  async changesByProfile(
    @Arg('profile', () => SettingsProfile, { description: 'The profile’s name.' }) profile: ProfileName,
  ): Promise<ProfileChange[]> {
    const changes = Object.entries(await this.changes.changesBy(profile));
    return changes.map(([setting, change]) => ({ setting, ...change }));
  }

  @Authorized('enrolling', 'settings:read')
  @FieldResolver(() => [SettingChangeType], {
    description:
      'The last change of each setting; a setting that is missing was not changed as far back as the audit log goes.',
  })
  async lastChanges(@Ctx() context: Context): Promise<SettingChangeType[]> {
    const changes = await lastChanges(this.audit, callerOf(context));
    return changes.map((change) => ({ ...change, at: new Date(change.at) }));
  }
}
