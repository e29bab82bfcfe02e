import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { AccountType } from '../../accounts/account.type.js';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { rowsOfEach } from '../../platform/graphql/loaders.js';
import { ConnectedApplication, toConnectedApplication } from './connection.type.js';
import type { ConnectionsService } from './connections.service.js';

@Resolver(() => AccountType)
export class ConnectionsResolver {
  private readonly ofAccounts = rowsOfEach(
    (ids) => this.service.listMany(ids),
    ({ accountId }) => accountId,
  );

  constructor(private readonly service: ConnectionsService) {}

  @Authorized()
  @FieldResolver(() => [ConnectedApplication], {
    description: 'Applications that the account is signed in to, by name.',
  })
  async connectedApplications(
    @Root() { id }: AccountType,
    @Ctx() { loaders, session }: Context,
  ): Promise<ConnectedApplication[]> {
    const connections = await loaders.load(this.ofAccounts, id);
    return connections.map((connection) => toConnectedApplication(connection, session?.tokenId));
  }

  @Authorized('proved')
  @Mutation(() => Boolean, {
    description: 'Disconnects an application in all sessions. NOT_FOUND if it holds nothing of this account.',
  })
  async disconnectApplication(
    @Arg('applicationId', () => ID, { description: 'The application’s identifier.' }) applicationId: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.service.disconnect(sessionOf(context), applicationId);
    return true;
  }

  @Authorized('proved')
  @Mutation(() => Boolean, {
    description:
      'Disconnects an application in one session. NOT_FOUND if it holds nothing of this account there.',
  })
  async endApplicationSession(
    @Arg('applicationId', () => ID, { description: 'The application’s identifier.' }) applicationId: string,
    @Arg('tokenId', () => ID, { description: 'The session’s token.' }) tokenId: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await this.service.endSession(sessionOf(context), applicationId, tokenId);
    return true;
  }
}
