import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account.type.js';
import { NEW_PASSWORD } from '../account-changes.type.js';
import { Costly } from '../../platform/graphql/costly.js';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { valueOfEach } from '../../platform/graphql/loaders.js';
import { Invitation } from './invitation.type.js';
import { PasswordLinkType, toPasswordLinkType } from './password-link.type.js';
import type { PasswordLinksService } from './password-links.service.js';

@Resolver()
export class PasswordLinksResolver {
  constructor(private readonly links: PasswordLinksService) {}

  @Authorized('accounts:support', 'proved')
  @Costly({ mails: 1 })
  @Mutation(() => PasswordLinkType, {
    description:
      'Issues a link by which the person chooses a password. It works once, within 24 hours (3 days for the first password); earlier links stop working. It is e-mailed where possible. PASSWORD_ELSEWHERE; CONFLICT for a disabled account; TOO_MANY_ATTEMPTS after 5 e-mails in a day.',
  })
  async issuePasswordLink(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Arg('byMail', () => Boolean, {
      nullable: true,
      description:
        'Whether to e-mail the link; false shows it here even if it could be e-mailed. True if left out.',
    })
    byMail: boolean | null,
    @Ctx() context: Context,
  ): Promise<PasswordLinkType> {
    return toPasswordLinkType(await this.links.issue(callerOf(context), accountId, byMail ?? true));
  }

  @Costly({ hashes: 1, guesses: 1 })
  @Mutation(() => String, {
    description:
      'Sets the password by a password link, revokes all tokens and trust, and returns the login to sign in with. CHALLENGE_EXPIRED for any link that does not work; after BAD_USER_INPUT the link still works.',
  })
  setPasswordByLink(
    @Arg('token', () => String, { description: 'The token that follows # in the link.' }) token: string,
    @Arg('newPassword', () => String, { description: NEW_PASSWORD }) newPassword: string,
    @Ctx() { client }: Context,
  ): Promise<string> {
    return this.links.use(token, newPassword, client);
  }
}

/** Whether an account waits for its first password. */
@Resolver(() => AccountType)
export class InvitationsResolver {
  private readonly until = valueOfEach((ids) => this.links.goodUntil(ids), null);

  constructor(private readonly links: PasswordLinksService) {}

  @FieldResolver(() => Invitation, {
    nullable: true,
    description:
      'The invitation, while nobody has chosen a password; null once there is one, or where a directory keeps it.',
  })
  async invitation(
    @Root() { profile }: AccountType,
    @Ctx() { loaders }: Context,
  ): Promise<Invitation | null> {
    if (profile.passwordState !== 'NONE' || profile.directoryKey !== null) return null;
    const until = await loaders.load(this.until, profile.id);
    return until === null
      ? { state: 'LAPSED', expiresAt: null }
      : { state: 'OPEN', expiresAt: new Date(until) };
  }
}
