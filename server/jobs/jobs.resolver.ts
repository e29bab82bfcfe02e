import { Arg, Authorized, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Refusal } from '../refusal.js';

@ObjectType('Job', { description: 'Work that runs by itself.' })
export class JobType {
  @Field(() => String, { description: 'Unique.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A cron expression.' })
  schedule!: string | null;

  @Field(() => Date, { nullable: true, description: 'When it runs next.' })
  nextRunAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it last began.' })
  lastRunAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it last ended.' })
  lastFinishedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it last failed.' })
  failReason!: string | null;
}

/** There is no job yet. */
@Resolver()
export class JobsResolver {
  @Authorized('administrator')
  @Query(() => [JobType], { description: 'All there are.' })
  jobs(): JobType[] {
    return [];
  }

  @Authorized('administrator', 'proved')
  @Mutation(() => JobType, { description: 'Runs a job now. NOT_FOUND for a name that is not in `jobs`.' })
  runJob(@Arg('name', () => String) _name: string): Promise<JobType> {
    throw new Refusal('NOT_FOUND', 'No such job.');
  }
}
