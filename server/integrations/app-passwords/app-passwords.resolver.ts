import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../../accounts/account.type.js';
import { callerOf, type Context, sessionOf } from '../../platform/graphql/context.js';
import {
  AppPasswordType,
  CreateAppPasswordInput,
  CreatedAppPassword,
  ProgramServerType,
  toAppPasswordType,
} from './app-password.type.js';
import type { ProgramServer } from './program-servers.js';
import type { AppPasswordsService } from './app-passwords.service.js';
import { rowsOfEach } from '../../platform/graphql/loaders.js';

@Resolver(() => AccountType)
export class AppPasswordsResolver {
  private readonly ofAccounts = rowsOfEach(
    (ids) => this.service.listMany(ids),
    ({ accountId }) => accountId,
  );

  constructor(
    private readonly service: AppPasswordsService,
    private readonly servers: readonly ProgramServer[],
  ) {}

  @Authorized()
  @Query(() => [ProgramServerType], {
    description:
      'The servers to enter in a program beside an app password; empty if the operator has named none (PROGRAM_SERVERS).',
  })
  programServers(): ProgramServerType[] {
    return [...this.servers];
  }

  @Authorized('enrolling', 'changing-password')
  @Query(() => [String], {
    description:
      'The names of the caller’s own app passwords that work, and stop working when the password changes; also for a session that must change it first.',
  })
  async endingAppPasswords(@Ctx() context: Context): Promise<string[]> {
    return this.service.working(sessionOf(context).account.id);
  }

  @Authorized()
  @FieldResolver(() => [AppPasswordType], {
    description: 'The app passwords, oldest first, including expired ones.',
  })
  async appPasswords(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<AppPasswordType[]> {
    return (await loaders.load(this.ofAccounts, id)).map(toAppPasswordType);
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => CreatedAppPassword, {
    description:
      'Creates an app password. METHOD_DISABLED while allowAppPasswords is off, CONFLICT with 50 of them. It is revoked when the password changes, the account is disabled, or an administrator resets its factors or revokes its tokens.',
  })
  async createAppPassword(
    @Arg('input', () => CreateAppPasswordInput, {
      description: 'The new app password’s name, scopes and expiry.',
    })
    { name, scopes, expiresAt }: CreateAppPasswordInput,
    @Ctx() context: Context,
  ): Promise<CreatedAppPassword> {
    const expiry = expiresAt ? { expiresAt: expiresAt.getTime() } : {};
    const created = await this.service.create(sessionOf(context), { name, scopes, ...expiry });
    return { password: created.password, appPassword: toAppPasswordType(created.appPassword) };
  }

  @Authorized('proved')
  @Mutation(() => AppPasswordType, { description: 'Renames an app password; up to 100 characters.' })
  async renameAppPassword(
    @Arg('id', () => ID, { description: 'The app password’s identifier.' }) id: string,
    @Arg('name', () => String, { description: 'One line of up to 100 characters.' }) name: string,
    @Ctx() context: Context,
  ): Promise<AppPasswordType> {
    return toAppPasswordType(await this.service.rename(sessionOf(context), id, name));
  }

  @Authorized('proved')
  @Mutation(() => Boolean, {
    description: 'Revokes an app password; the program that uses it is refused from now on. Always true.',
  })
  async revokeAppPassword(
    @Arg('id', () => ID, { description: 'The app password’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.service.revoke(sessionOf(context), id);
    return true;
  }

  @Authorized('accounts:support', 'proved')
  @Mutation(() => Boolean, { description: 'Revokes an app password of another account.' })
  async revokeAccountAppPassword(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Arg('id', () => ID, { description: 'The app password’s identifier.' }) id: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.service.revokeOf(callerOf(context), accountId, id);
    return true;
  }
}
