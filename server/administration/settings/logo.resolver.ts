import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import type { Branding } from '../../settings/branding.js';
import type { SettingsService } from '../../settings/settings.service.js';
import { SettingsType } from '../../settings/settings.type.js';
import type { LogoService } from './logo.service.js';

@Resolver(() => SettingsType)
export class LogoResolver {
  constructor(
    private readonly service: LogoService,
    private readonly settings: SettingsService,
    private readonly branding: Branding,
  ) {}

  @Authorized('enrolling', 'settings:read')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The path of the logo; null if there is none.',
  })
  async logoPath(): Promise<string | null> {
    return (await this.branding.current()).logoPath;
  }

  @Authorized('settings:manage', 'proved')
  @Mutation(() => SettingsType, {
    description:
      'Sets the logo, which pages show beside the name of this service. BAD_USER_INPUT for what is no picture, or too large.',
  })
  async setLogo(
    @Arg('image', () => String, {
      description: 'A PNG, JPEG or WebP picture of at most 64,000 bytes, in base64 (RFC 4648 §4).',
    })
    image: string,
    @Ctx() context: Context,
  ): Promise<SettingsType> {
    await this.service.set(callerOf(context), image);
    return this.settings.current();
  }

  @Authorized('settings:manage', 'proved')
  @Mutation(() => SettingsType, { description: 'Removes the logo; the service’s own takes its place.' })
  async removeLogo(@Ctx() context: Context): Promise<SettingsType> {
    await this.service.remove(callerOf(context));
    return this.settings.current();
  }
}
