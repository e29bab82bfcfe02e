import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { EXPECTED } from '../../platform/graphql/expected.js';
import { rowsOfEach } from '../../platform/graphql/loaders.js';
import { given, PAGE, PageInput, toPage } from '../../platform/graphql/page.type.js';
import type { ApplicationSettings } from './application-rules.js';
import {
  ApplicationPage,
  ApplicationType,
  ApplicationWithSecret,
  CreateApplicationInput,
  HOSTS_OF,
  toApplicationType,
  UpdateApplicationInput,
} from './application.type.js';
import type { ApplicationsService, WithSecret } from './applications.service.js';

const ID_OF = { description: 'The application’s identifier.' };

@Resolver(() => ApplicationType)
export class ApplicationsResolver {
  private readonly hostsOfEach = rowsOfEach(
    (ids) => this.service.hostsOf(ids),
    ({ applicationId }) => applicationId,
  );

  constructor(private readonly service: ApplicationsService) {}

  @Authorized('applications:read')
  @Query(() => ApplicationPage, { description: 'Sorted by name or createdAt.' })
  async applications(@Arg('page', () => PageInput, PAGE) page: PageInput | null): Promise<ApplicationPage> {
    const { items, total } = await this.service.page(toPage(page));
    return { items: items.map(toApplicationType), total };
  }

  @Authorized('applications:read')
  @Query(() => ApplicationType, {
    nullable: true,
    description: 'The application with this identifier; null if there is none.',
  })
  async application(@Arg('id', () => ID, ID_OF) id: string): Promise<ApplicationType | null> {
    const application = await this.service.find(id);
    return application && toApplicationType(application);
  }

  @Authorized('applications:manage', 'proved')
  @Mutation(() => ApplicationWithSecret, {
    description: 'Adds an application. CONFLICT if another one has its client identifier or a host of it.',
  })
  async createApplication(
    @Arg('input', () => CreateApplicationInput, { description: 'The new application.' })
    input: CreateApplicationInput,
    @Ctx() context: Context,
  ): Promise<ApplicationWithSecret> {
    const { kind, name, ...settings } = input;
    return shown(await this.service.create(callerOf(context), { ...given(settings), kind, name }));
  }

  @Authorized('applications:manage', 'proved')
  @Mutation(() => ApplicationType, {
    description:
      'Changes an application. CONFLICT if another one has its client identifier or a host of it, or if a value is not as `expected`: `extensions.changed` then has the present values.',
  })
  async updateApplication(
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('input', () => UpdateApplicationInput, { description: 'The fields to change.' })
    input: UpdateApplicationInput,
    @Arg('expected', () => UpdateApplicationInput, EXPECTED) expected: UpdateApplicationInput | null,
    @Ctx() context: Context,
  ): Promise<ApplicationType> {
    const seen = givenOrNone(expected ?? {});
    return toApplicationType(await this.service.update(callerOf(context), id, givenOrNone(input), seen));
  }

  @Authorized('applications:manage', 'proved')
  @Mutation(() => ApplicationWithSecret, {
    description:
      'Makes a new secret; the previous one works until dropOldApplicationSecret. CONFLICT for an application without one.',
  })
  async rotateApplicationSecret(
    @Arg('id', () => ID, ID_OF) id: string,
    @Ctx() context: Context,
  ): Promise<ApplicationWithSecret> {
    return shown(await this.service.rotateSecret(callerOf(context), id));
  }

  @Authorized('applications:manage', 'proved')
  @Mutation(() => ApplicationType, {
    description: 'Drops the previous secret, which is refused from now on. CONFLICT if there is none.',
  })
  async dropOldApplicationSecret(
    @Arg('id', () => ID, ID_OF) id: string,
    @Ctx() context: Context,
  ): Promise<ApplicationType> {
    return toApplicationType(await this.service.dropOldSecret(callerOf(context), id));
  }

  @Authorized('applications:manage', 'proved')
  @Mutation(() => Boolean, { description: 'Deletes an application; whatever was given to it ends with it.' })
  async deleteApplication(@Arg('id', () => ID, ID_OF) id: string, @Ctx() context: Context): Promise<boolean> {
    await this.service.delete(callerOf(context), id);
    return true;
  }

  @FieldResolver(() => [String], { description: HOSTS_OF })
  async hosts(@Root() { id }: ApplicationType, @Ctx() { loaders }: Context): Promise<string[]> {
    return (await loaders.load(this.hostsOfEach, id)).map(({ host }) => host);
  }
}

/** Null is left out, but where it is a value: there is none. */
function givenOrNone({
  maxAge,
  backchannelLogoutUri,
  ...settings
}: UpdateApplicationInput): Partial<ApplicationSettings> {
  return {
    ...given(settings),
    ...(maxAge !== undefined && { maxAge }),
    ...(backchannelLogoutUri !== undefined && { backchannelLogoutUri }),
  };
}

const shown = ({ application, secret }: WithSecret): ApplicationWithSecret => ({
  application: toApplicationType(application),
  clientSecret: secret,
});
