import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.js';
import type { ProofsService } from './proofs.service.js';

@Resolver()
export class EnrolmentResolver {
  constructor(private readonly proofs: ProofsService) {}

  @Query(() => Boolean, {
    description:
      'This session can do nothing but change its password (PASSWORD_CHANGE_REQUIRED): somebody else chose it, or it is too short without a second factor. False for nobody.',
  })
  async mustChangePassword(@Ctx() { session }: Context): Promise<boolean> {
    return session !== null && (await this.proofs.mustChangePassword(session));
  }

  @Query(() => Boolean, {
    description:
      'This session can do nothing but set up a second factor (ENROLMENT_REQUIRED): by policy, or after a recovery code. False for nobody.',
  })
  async mustEnrol(@Ctx() { session }: Context): Promise<boolean> {
    return session !== null && (await this.proofs.mustEnrol(session));
  }
}
