import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import { type Context, sessionOf } from '../graphql/context.js';
import { given } from '../graphql/page.type.js';
import type { AuditService } from '../audit/audit.service.js';
import { lastChanges } from './settings-history.js';
import type { SettingsService } from './settings.service.js';
import { SettingChangeType, SettingsType, UpdateSettingsInput } from './settings.type.js';

@Resolver(() => SettingsType)
export class SettingsResolver {
  constructor(
    private readonly service: SettingsService,
    private readonly audit: AuditService,
  ) {}

  @Authorized('administrator')
  @Query(() => SettingsType, { description: 'At most a second old.' })
  settings(): Promise<SettingsType> {
    return this.service.current();
  }

  @Authorized('administrator', 'proved')
  @Mutation(() => SettingsType, {
    description:
      'In force at once here and within 2 s on other servers. BAD_USER_INPUT says what contradicts what.',
  })
  updateSettings(
    @Arg('input', () => UpdateSettingsInput, { description: 'What to change.' }) input: UpdateSettingsInput,
    @Ctx() context: Context,
  ): Promise<SettingsType> {
    return this.service.update(sessionOf(context), given(input));
  }

  @Authorized('enrolling', 'administrator')
  @FieldResolver(() => [SettingChangeType], {
    description:
      'Who last changed each setting; one that is missing was not changed as far as the audit log goes.',
  })
  async lastChanges(): Promise<SettingChangeType[]> {
    return (await lastChanges(this.audit)).map((change) => ({ ...change, at: new Date(change.at) }));
  }
}
