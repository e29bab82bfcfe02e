import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { ReportsService } from './reports.service.js';

@Resolver()
export class ReportsResolver {
  constructor(private readonly reports: ReportsService) {}

  @Costly({ guesses: 1 })
  @Mutation(() => Boolean, {
    description:
      'Reports, by the link of an e-mail, that a sign-in or a change was not its owner’s: revokes all of the account’s tokens and trust, and locks it until its password is chosen anew or an administrator unlocks it. CHALLENGE_EXPIRED for any link that does not work. Always true.',
  })
  async reportCompromise(
    @Arg('token', () => String, { description: 'The token that follows # in the link.' }) token: string,
    @Ctx() { client }: Context,
  ): Promise<boolean> {
    await this.reports.report(token, client);
    return true;
  }
}
