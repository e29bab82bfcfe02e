import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type Context, sessionOf } from '../graphql/context.js';
import { given } from '../graphql/page.type.js';
import type { SettingsService } from './settings.service.js';
import { SettingsType, UpdateSettingsInput } from './settings.type.js';

@Resolver()
export class SettingsResolver {
  constructor(private readonly service: SettingsService) {}

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
    @Arg('input', () => UpdateSettingsInput) input: UpdateSettingsInput,
    @Ctx() context: Context,
  ): Promise<SettingsType> {
    return this.service.update(sessionOf(context).actor, given(input));
  }
}
