import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type Context, sessionOf } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { AccountType } from './account.type.js';
import { NEW_PASSWORD } from './account-changes.type.js';
import type { PasswordsService } from './passwords.service.js';
import { isAmong } from '../platform/graphql/loaders.js';

@Resolver(() => AccountType)
export class PasswordsResolver {
  private readonly elsewhere = isAmong((ids) => this.passwords.elsewhere(ids));

  constructor(private readonly passwords: PasswordsService) {}

  @FieldResolver(() => Boolean, {
    description:
      'Whether a mail server or directory keeps its password, which is changed there (PASSWORD_ELSEWHERE).',
  })
  passwordElsewhere(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.load(this.elsewhere, id);
  }

  @Authorized('enrolling', 'changing-password', 'proved')
  @Costly({ hashes: 3, guesses: 1 })
  @Mutation(() => Boolean, {
    description:
      'Changes one’s own password, revokes all other tokens and all trust, and lifts PASSWORD_CHANGE_REQUIRED. INVALID_CREDENTIALS if the current password is wrong; guesses are counted (TOO_MANY_ATTEMPTS).',
  })
  async changePassword(
    @Arg('currentPassword', () => String, {
      description: 'The current password; guesses are counted as they are at sign-in.',
    })
    currentPassword: string,
    @Arg('newPassword', () => String, { description: NEW_PASSWORD })
    newPassword: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.passwords.change(sessionOf(context), currentPassword, newPassword);
    return true;
  }
}
