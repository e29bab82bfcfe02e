import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { NEW_PASSWORD } from '../account.type.js';
import { Costly } from '../../platform/graphql/costly.js';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { PasswordLinkType, toPasswordLinkType } from './password-link.type.js';
import type { PasswordLinksService } from './password-links.service.js';

@Resolver()
export class PasswordLinksResolver {
  constructor(private readonly links: PasswordLinksService) {}

  @Authorized('administrator', 'proved')
  @Costly({ mails: 1 })
  @Mutation(() => PasswordLinkType, {
    description:
      'A link by which the person chooses the password, the first or another: good once and for 24 hours (the first for 3 days), voids an earlier one, and is mailed where that can be. PASSWORD_ELSEWHERE; CONFLICT for a disabled account; TOO_MANY_ATTEMPTS after 5 mails in a day.',
  })
  async issuePasswordLink(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Arg('byMail', () => Boolean, {
      nullable: true,
      description: 'False: show it here even where it could be mailed. True when left out.',
    })
    byMail: boolean | null,
    @Ctx() context: Context,
  ): Promise<PasswordLinkType> {
    return toPasswordLinkType(await this.links.issue(sessionOf(context), accountId, byMail ?? true));
  }

  @Costly({ hashes: 1, guesses: 1 })
  @Mutation(() => String, {
    description:
      'Sets the password by such a link and returns the login to sign in with; ends all tokens and trust. CHALLENGE_EXPIRED tells nothing apart; BAD_USER_INPUT leaves the link good.',
  })
  setPasswordByLink(
    @Arg('token', () => String, { description: 'What follows # in the link.' }) token: string,
    @Arg('newPassword', () => String, { description: NEW_PASSWORD }) newPassword: string,
    @Ctx() { client }: Context,
  ): Promise<string> {
    return this.links.use(token, newPassword, client);
  }
}
