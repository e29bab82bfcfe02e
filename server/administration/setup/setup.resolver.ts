import { Arg, Authorized, Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { callerOf, type Context, sessionOf } from '../../platform/graphql/context.js';
import { enumOf } from '../../platform/graphql/enum.type.js';
import type { SetupFactName } from './setup-fact.entity.js';
import type { SetupService, SetupStep as Step } from './setup.service.js';

const SetupStep = enumOf<Step>('SetupStep', 'Something to do with a new installation.', {
  PROTECT_YOURSELF: 'The caller’s own account has a second factor.',
  USE_HTTPS: 'PUBLIC_URL is an https address.',
  SEND_MAIL: 'SMTP_URL and MAIL_FROM are set.',
  BACK_UP_KEY: 'A copy of SECRET_KEY is kept elsewhere, as an administrator has recorded.',
  CHOOSE_POLICY: 'A second factor is required of somebody, or an administrator has recorded that it is not.',
  CREATE_ACCOUNTS: 'There is a second account.',
  ADD_APPLICATIONS: 'There is an application.',
});

const SetupFact = enumOf<SetupFactName>('SetupFact', 'Something that only an administrator can know.', {
  KEY_BACKED_UP: 'A copy of SECRET_KEY is kept elsewhere.',
  POLICY_CHOSEN: 'It is deliberate that nobody is required to have a second factor.',
  DISMISSED: 'The checklist is no longer needed, by any administrator.',
});

@ObjectType('SetupItem', { description: 'A step of the set-up, and whether it is done.' })
export class SetupItemType {
  @Field(() => SetupStep, { description: 'The step.' })
  step!: Step;

  @Field(() => Boolean, { description: 'Whether it is done.' })
  done!: boolean;
}

@Resolver()
export class SetupResolver {
  constructor(private readonly service: SetupService) {}

  @Authorized('system:read')
  @Query(() => [SetupItemType], {
    nullable: true,
    description:
      'The steps of setting up a new installation, in a sensible order; null once the list was dismissed.',
  })
  async setupChecklist(@Ctx() context: Context): Promise<SetupItemType[] | null> {
    return this.service.checklist(sessionOf(context).account);
  }

  @Authorized('settings:manage', 'proved')
  @Mutation(() => Boolean, {
    description:
      'Records a fact for the checklist, which cannot be taken back. Recording it again is no error.',
  })
  async recordSetupFact(
    @Arg('fact', () => SetupFact, { description: 'The fact.' }) fact: SetupFactName,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.service.record(callerOf(context), fact);
    return true;
  }
}
