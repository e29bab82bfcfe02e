import { Arg, Authorized, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
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
  generateBackupCodes(
    @Arg('untilConfirmed', () => Boolean, {
      defaultValue: false,
      description:
        'Whether the old set stays valid, and the new one is not, until confirmBackupCodes: for a client that first makes sure that the codes were saved.',
    })
    untilConfirmed: boolean,
    @Ctx() context: Context,
  ): Promise<string[]> {
    return this.backupCodes.generate(sessionOf(context), untilConfirmed);
  }

  @Authorized('proved')
  @Costly({ hashes: 1 })
  @Mutation(() => TwoFactorStatus, {
    description:
      'Makes the codes of generateBackupCodes(untilConfirmed: true) valid, within an hour; they replace the old set. CHALLENGE_EXPIRED if no codes wait for it, such as after a password change; INVALID_CODE if newer ones do.',
  })
  async confirmBackupCodes(
    @Arg('code', () => String, { description: 'One of the new codes, no matter which. It stays unused.' })
    code: string,
    @Ctx() context: Context,
  ): Promise<TwoFactorStatus> {
    const session = sessionOf(context);
    await this.backupCodes.confirm(session, code);
    return this.twoFactor.statusNow(session.account.id);
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
