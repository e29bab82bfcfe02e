import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account.type.js';
import { callerOf, type Context, sessionOf } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import { ContactInput, LocaleEnum, RefusedAddressType } from './contact.type.js';
import type { ContactsService } from './contacts.service.js';
import { rowOfEach } from '../../platform/graphql/loaders.js';
import type { Locale } from '../../platform/locale.js';

@Resolver(() => AccountType)
export class ContactsResolver {
  private readonly ofAccounts = rowOfEach(
    (ids) => this.contacts.listMany(ids),
    ({ accountId }) => accountId,
  );

  constructor(private readonly contacts: ContactsService) {}

  @Authorized('proved', 'lasting')
  @Costly({ mails: 1 })
  @Mutation(() => Boolean, {
    description:
      'Changes one’s own address and language for notifications. A new address is sent a link, and is used once the link is opened (confirmContactAddress); the previous address is notified then. TOO_MANY_ATTEMPTS after 5 links in a day.',
  })
  async updateMyContact(
    @Arg('input', () => ContactInput, { description: 'The fields to change.' }) input: ContactInput,
    @Ctx() context: Context,
  ): Promise<boolean> {
    const session = sessionOf(context);
    await this.contacts.update(session, session.account.id, { ...input });
    return true;
  }

  @Authorized('accounts:manage', 'proved')
  @Costly({ mails: 1 })
  @Mutation(() => Boolean, {
    description:
      'Changes an account’s address and language for notifications. Its owner has to confirm a new address, as with updateMyContact.',
  })
  async updateContact(
    @Arg('accountId', () => ID, { description: 'The account’s identifier.' }) accountId: string,
    @Arg('input', () => ContactInput, { description: 'The fields to change.' }) input: ContactInput,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.contacts.update(callerOf(context), accountId, { ...input });
    return true;
  }

  @Costly({ guesses: 1 })
  @Mutation(() => Boolean, {
    description:
      'Confirms an address by the token of the link that was sent to it; notifications go there from now on. CHALLENGE_EXPIRED if the token is unknown, used or older than a day.',
  })
  async confirmContactAddress(
    @Arg('token', () => String, { description: 'The token that follows # in the link.' }) token: string,
    @Ctx() { client }: Context,
  ): Promise<boolean> {
    await this.contacts.confirm(token, client.ipAddress);
    return true;
  }

  @Authorized()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The address that will be used once it is confirmed; null if none is waiting.',
  })
  async pendingEmail(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.load(this.ofAccounts, id))?.pendingEmail ?? null;
  }

  @Authorized()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The address for notifications; null: the login, if that is an e-mail address.',
  })
  async email(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.load(this.ofAccounts, id))?.email ?? null;
  }

  @Authorized()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The address that is used: `email`, otherwise the login if that is an e-mail address; null if there is none.',
  })
  async notificationAddress(
    @Root() { id, login }: AccountType,
    @Ctx() { loaders }: Context,
  ): Promise<string | null> {
    return this.contacts.addressOf(await loaders.load(this.ofAccounts, id), login);
  }

  @Authorized()
  @FieldResolver(() => RefusedAddressType, {
    nullable: true,
    description:
      'The address, in use or awaiting confirmation, that the mail relay refuses; null if it refuses none.',
  })
  async refusedAddress(
    @Root() { id, login }: AccountType,
    @Ctx() { loaders }: Context,
  ): Promise<RefusedAddressType | null> {
    const refused = this.contacts.refusedOf(await loaders.load(this.ofAccounts, id), login);
    return refused && { ...refused, at: new Date(refused.at) };
  }

  @Authorized()
  @FieldResolver(() => LocaleEnum, { nullable: true, description: 'The language of notifications.' })
  async locale(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<Locale | null> {
    return (await loaders.load(this.ofAccounts, id))?.locale ?? null;
  }
}
