import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { AccountType } from '../accounts/account.type.js';
import { type Context, sessionOf } from '../graphql/context.js';
import type { Locale } from './contact.entity.js';
import { ContactInput, LocaleEnum } from './contact.type.js';
import type { ContactsService } from './contacts.service.js';

@Resolver(() => AccountType)
export class ContactsResolver {
  constructor(private readonly contacts: ContactsService) {}

  @Authorized('proved')
  @Mutation(() => Boolean, {
    description: 'One’s own address and language for notifications; the earlier address is told.',
  })
  async updateMyContact(
    @Arg('input', () => ContactInput, { description: 'What to change.' }) input: ContactInput,
    @Ctx() context: Context,
  ): Promise<boolean> {
    const session = sessionOf(context);
    await this.contacts.update(session, session.account.id, { ...input });
    return true;
  }

  @Authorized('administrator', 'proved')
  @Mutation(() => Boolean, { description: 'An account’s address and language; the earlier address is told.' })
  async updateContact(
    @Arg('accountId', () => ID, { description: 'Whose.' }) accountId: string,
    @Arg('input', () => ContactInput, { description: 'What to change.' }) input: ContactInput,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.contacts.update(sessionOf(context), accountId, { ...input });
    return true;
  }

  @Authorized()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Where notifications go; null: to the login, if that is an e-mail address.',
  })
  async email(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<string | null> {
    return (await loaders.contact.load(id))?.email ?? null;
  }

  @Authorized()
  @FieldResolver(() => String, {
    nullable: true,
    description: '`email`, else the login if that is an e-mail address; null: there is nowhere to write to.',
  })
  async notificationAddress(
    @Root() { id, login }: AccountType,
    @Ctx() { loaders }: Context,
  ): Promise<string | null> {
    return this.contacts.addressOf(await loaders.contact.load(id), login);
  }

  @Authorized()
  @FieldResolver(() => LocaleEnum, { nullable: true, description: 'The language of notifications.' })
  async locale(@Root() { id }: AccountType, @Ctx() { loaders }: Context): Promise<Locale | null> {
    return (await loaders.contact.load(id))?.locale ?? null;
  }
}
