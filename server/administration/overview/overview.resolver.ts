import { Authorized, Query, Resolver } from 'type-graphql';
import type { OverviewService } from './overview.service.js';
import { OverviewType, toOverviewType } from './overview.type.js';

@Resolver()
export class OverviewResolver {
  constructor(private readonly service: OverviewService) {}

  @Authorized('system:read')
  @Query(() => OverviewType, {
    description:
      'The figures, counted anew unless that is slow; at most 5 minutes old in that case (see countedAt).',
  })
  async overview(): Promise<OverviewType> {
    return toOverviewType(await this.service.current());
  }
}
