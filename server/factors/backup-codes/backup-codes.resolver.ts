import { Authorized, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { valueOfEach } from '../../platform/graphql/loaders.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { TwoFactorService } from '../two-factor/two-factor.service.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import type { BackupCodesService } from './backup-codes.service.js';

@Resolver(() => TwoFactorStatus)
export class BackupCodesResolver {
  private readonly codesRemaining = valueOfEach((ids) => this.backupCodes.remaining(ids), 0);

  constructor(
    private readonly backupCodes: BackupCodesService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  @Authorized('proved')
  @Costly({ hashes: 10 })
  @Mutation(() => [String], {
    description:
      'Creates ten backup codes, shown only once; they replace the old set. CONFLICT without a primary factor.',
  })
  generateBackupCodes(@Ctx() context: Context): Promise<string[]> {
    return this.backupCodes.generate(sessionOf(context));
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => TwoFactorStatus, { description: 'Revokes all backup codes.' })
  async removeBackupCodes(@Ctx() context: Context): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.backupCodes.remove(session);
    return this.twoFactor.statusNow(session.account.id);
  }

  @FieldResolver(() => Int, { description: 'The number of unused codes.' })
  backupCodesRemaining(@Root() { accountId }: TwoFactorStatus, @Ctx() { loaders }: Context): Promise<number> {
    return loaders.load(this.codesRemaining, accountId);
  }
}
