import { Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { Costly } from '../../platform/graphql/costly.js';
import type { TwoFactorService } from '../two-factor/two-factor.service.js';
import { TwoFactorStatus } from '../two-factor/two-factor.type.js';
import type { BackupCodesService } from './backup-codes.service.js';

@Resolver()
export class BackupCodesResolver {
  constructor(
    private readonly backupCodes: BackupCodesService,
    private readonly twoFactor: TwoFactorService,
  ) {}

  @Authorized('proved')
  @Costly({ hashes: 10 })
  @Mutation(() => [String], {
    description: 'Ten codes, shown once; they replace the old set. CONFLICT without a primary factor.',
  })
  generateBackupCodes(@Ctx() context: Context): Promise<string[]> {
    return this.backupCodes.generate(sessionOf(context));
  }

  @Authorized('proved', 'lasting')
  @Mutation(() => TwoFactorStatus, { description: 'Voids the set.' })
  async removeBackupCodes(@Ctx() context: Context): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.backupCodes.remove(session);
    return this.twoFactor.statusNow(session.account.id);
  }
}
