import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type Context, sessionOf } from '../platform/graphql/context.js';
import { Costly } from '../platform/graphql/costly.js';
import { AccountType, NEW_PASSWORD } from './account.type.js';
import type { PasswordsService } from './passwords.service.js';
import { isAmong } from '../platform/graphql/loaders.js';

@Resolver(() => AccountType)
export class PasswordsResolver {
  private readonly elsewhere = isAmong((ids) => this.passwords.elsewhere(ids));

  constructor(private readonly passwords: PasswordsService) {}

  @FieldResolver(() => Boolean, {
    description:
      'Its password is kept by a mail server or directory, and changed there (PASSWORD_ELSEWHERE).',
  })
  passwordElsewhere(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.load(this.elsewhere, id);
  }

  @Authorized('enrolling', 'changing-password', 'proved')
  @Costly({ hashes: 3, guesses: 1 })
  @Mutation(() => Boolean, {
    description:
      'Ends all other tokens and all trust, and lifts PASSWORD_CHANGE_REQUIRED. INVALID_CREDENTIALS when the current password is wrong; its guesses are counted (TOO_MANY_ATTEMPTS).',
  })
  async changePassword(
    @Arg('currentPassword', () => String, {
      description: 'The one used so far; guesses count as at sign-in.',
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
