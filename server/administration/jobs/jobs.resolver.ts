import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Authorized, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import type { JobsService, JobState } from '../../platform/jobs/jobs.service.js';
import type { JobRequestsService } from './job-requests.service.js';

@ObjectType('Job', { description: 'A background job.' })
export class JobType {
  @Field(() => String, { description: 'Unique.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The schedule as a cron expression; null: it runs when there is work.',
  })
  schedule!: string | null;

  @Field(() => String, { nullable: true, description: 'The time zone of the schedule, by its IANA name.' })
  timeZone!: string | null;

  @Field(() => Boolean, { description: 'Whether a server is running it now.' })
  running!: boolean;

  @Field(() => Date, { nullable: true, description: 'The time of the next run.' })
  nextRunAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'The start of the last run.' })
  lastRunAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'The end of the last run.' })
  lastFinishedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The duration of the last completed run, in milliseconds.',
  })
  lastDurationMs!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reason for the last failure; null if the last run succeeded.',
  })
  failReason!: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'The result of the last successful run.' })
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

  @Authorized('system:read')
  @Query(() => [JobType], { description: 'The background jobs, by name.' })
  async jobs(): Promise<JobType[]> {
    return (await this.service.list()).map(toJobType);
  }

  @Authorized('system:manage', 'proved')
  @Mutation(() => JobType, {
    description:
      'Runs a job as soon as a server is free, without waiting for it. NOT_FOUND for a name that is not in `jobs`.',
  })
  async runJob(
    @Arg('name', () => String, { description: 'The job’s name, as `jobs` lists it.' }) name: string,
    @Ctx() context: Context,
  ): Promise<JobType> {
    return toJobType(await this.requests.runNow(callerOf(context), name));
  }
}
