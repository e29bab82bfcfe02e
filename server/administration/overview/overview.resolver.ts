import { Authorized, Query, Resolver } from 'type-graphql';
import type { OverviewService } from './overview.service.js';
import { OverviewType, toOverviewType } from './overview.type.js';

@Resolver()
export class OverviewResolver {
  constructor(private readonly service: OverviewService) {}

  @Authorized('administrator')
  @Query(() => OverviewType, {
    description: 'Counted anew unless that is slow; then at most 5 minutes old (see countedAt).',
  })
  async overview(): Promise<OverviewType> {
    return toOverviewType(await this.service.current());
  }
}
