import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.js';
import type { ProofsService } from './proofs.service.js';

@Resolver()
export class EnrolmentResolver {
  constructor(private readonly proofs: ProofsService) {}

  @Query(() => Boolean, {
    description:
      'Whether this session can do nothing but change the password (PASSWORD_CHANGE_REQUIRED): somebody else chose it, or it is too short without a second factor. False without a session.',
  })
  async mustChangePassword(@Ctx() { session }: Context): Promise<boolean> {
    return session !== null && (await this.proofs.mustChangePassword(session));
  }

  @Query(() => Boolean, {
    description:
      'Whether this session can do nothing but set up a second factor (ENROLMENT_REQUIRED): by policy, or after a recovery code. False without a session.',
  })
  async mustEnrol(@Ctx() { session }: Context): Promise<boolean> {
    return session !== null && (await this.proofs.mustEnrol(session));
  }
}
