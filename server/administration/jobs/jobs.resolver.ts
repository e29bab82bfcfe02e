import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Authorized, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import type { JobsService, JobState } from '../../platform/jobs/jobs.service.js';
import type { JobRequestsService } from './job-requests.service.js';

@ObjectType('Job', { description: 'Work that runs by itself.' })
export class JobType {
  @Field(() => String, { description: 'Unique.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A cron expression; null: it runs when there is work.',
  })
  schedule!: string | null;

  @Field(() => String, { nullable: true, description: 'Of the schedule, as IANA names it.' })
  timeZone!: string | null;

  @Field(() => Boolean, { description: 'A server is at it.' })
  running!: boolean;

  @Field(() => Date, { nullable: true, description: 'When it runs next.' })
  nextRunAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it last began.' })
  lastRunAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it last ended.' })
  lastFinishedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long the run that last ended took, in milliseconds.',
  })
  lastDurationMs!: number | null;

  @Field(() => String, { nullable: true, description: 'Why it last failed; null when it last went well.' })
  failReason!: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'What the last run that went well came to.' })
  lastResult!: object | null;
}

const toDate = (time: number | null): Date | null => (time === null ? null : new Date(time));

const toJobType = ({ durationMs, result, ...state }: JobState): JobType => ({
  ...state,
  nextRunAt: toDate(state.nextRunAt),
  lastRunAt: toDate(state.lastRunAt),
  lastFinishedAt: toDate(state.lastFinishedAt),
  lastDurationMs: durationMs,
  lastResult: result,
});

@Resolver()
export class JobsResolver {
  constructor(
    private readonly service: JobsService,
    private readonly requests: JobRequestsService,
  ) {}

  @Authorized('administrator')
  @Query(() => [JobType], { description: 'All there are, by name.' })
  async jobs(): Promise<JobType[]> {
    return (await this.service.list()).map(toJobType);
  }

  @Authorized('administrator', 'proved')
  @Mutation(() => JobType, {
    description:
      'Has a job run as soon as a server is free, and does not wait for it. NOT_FOUND for a name that is not in `jobs`.',
  })
  async runJob(
    @Arg('name', () => String, { description: 'As `jobs` lists it.' }) name: string,
    @Ctx() context: Context,
  ): Promise<JobType> {
    return toJobType(await this.requests.runNow(sessionOf(context), name));
  }
}
