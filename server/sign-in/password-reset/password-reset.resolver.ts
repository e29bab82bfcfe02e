import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { NEW_PASSWORD } from '../../accounts/account-changes.type.js';
import type { Context } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import { given } from '../../platform/graphql/page.type.js';
import type { PasswordResetService } from './password-reset.service.js';
import { PasswordResetType, toPasswordResetType } from './password-reset.type.js';
import type { ResetLinksService } from './reset-links.service.js';

const TOKEN = { description: 'The token that follows # in the link.' };

@Resolver()
export class PasswordResetResolver {
  constructor(
    private readonly links: ResetLinksService,
    private readonly resets: PasswordResetService,
  ) {}

  @Costly({ guesses: 1, mails: 1 })
  @Mutation(() => Boolean, {
    description:
      'Asks for a link to choose another password, which is e-mailed to the account’s confirmed address and works once, within 45 minutes. True for every login: whether anyone has it is not told. METHOD_DISABLED unless passwordResetAvailable; TOO_MANY_ATTEMPTS by the address of the caller.',
  })
  async requestPasswordReset(
    @Arg('login', () => String, { description: 'The login, without regard to case.' }) login: string,
    @Ctx() { client }: Context,
  ): Promise<boolean> {
    await this.links.request(login, client);
    return true;
  }

  @Costly({ guesses: 1 })
  @Mutation(() => PasswordResetType, {
    description:
      'Tells what a link for a forgotten password leads to, and changes nothing. CHALLENGE_EXPIRED for any link that does not work.',
  })
  async openPasswordReset(
    @Arg('token', () => String, TOKEN) token: string,
    @Ctx() { client }: Context,
  ): Promise<PasswordResetType> {
    return toPasswordResetType(await this.resets.open(token, client));
  }

  @Costly({ guesses: 1 })
  @Mutation(() => GraphQLJSON, {
    description:
      'Begins the proof by a security key that resetPasswordByMail asks for: PublicKeyCredentialRequestOptionsJSON. CHALLENGE_EXPIRED, or METHOD_DISABLED if that is not on offer.',
  })
  beginPasswordResetWithSecurityKey(
    @Arg('token', () => String, TOKEN) token: string,
    @Ctx() { client }: Context,
  ): Promise<object> {
    return this.resets.beginCeremony(token, client);
  }

  @Costly({ hashes: 2, guesses: 1 })
  @Mutation(() => String, {
    description:
      'Sets the password by a link for a forgotten one, revokes all tokens and trust, and returns the login to sign in with. Who has a second factor proves it by code or response: INVALID_CODE, after five of which the link ends. CHALLENGE_EXPIRED for any link that does not work; after BAD_USER_INPUT it still works.',
  })
  resetPasswordByMail(
    @Arg('token', () => String, TOKEN) token: string,
    @Arg('newPassword', () => String, { description: NEW_PASSWORD }) newPassword: string,
    @Arg('code', () => String, {
      nullable: true,
      description: 'The code of the authenticator app, or a backup code.',
    })
    code: string | null,
    @Arg('response', () => GraphQLJSON, {
      nullable: true,
      description: 'The browser’s AuthenticationResponseJSON, in place of a code.',
    })
    response: unknown,
    @Ctx() { client }: Context,
  ): Promise<string> {
    return this.resets.use(token, newPassword, given({ code, response }), client);
  }
}
