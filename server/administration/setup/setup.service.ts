import { IsNull, Not } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { Ground } from '../../accounts/ground.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { SetupFact, type SetupFactName } from './setup-fact.entity.js';

export type SetupStep =
  | 'PROTECT_YOURSELF'
  | 'USE_HTTPS'
  | 'SEND_MAIL'
  | 'CHOOSE_POLICY'
  | 'CREATE_ACCOUNTS'
  | 'BACK_UP_KEY'
  | 'ADD_APPLICATIONS';

/** What to do with an installation that is new. */
export class SetupService {
  constructor(
    private readonly needs: Ground & {
      applications: { any(): Promise<boolean> };
      publicUrl: string;
      mailConfigured: boolean;
    },
  ) {}

  /** The steps in their order, as they are for this administrator; null once the list was dismissed. */
  async checklist(viewer: AccountProfile): Promise<{ step: SetupStep; done: boolean }[] | null> {
    const { manager } = this.needs.database;
    const noted = await manager.findBy(SetupFact, { notedAt: Not(IsNull()) });
    const isNoted = (name: SetupFactName): boolean => noted.some(({ fact }) => fact === name);
    if (isNoted('DISMISSED')) return null;
    const [{ requireTwoFactor }, accounts, hasApplications] = await Promise.all([
      this.needs.settings.current(),
      manager.find(Account, { select: { id: true }, take: 2 }),
      this.needs.applications.any(),
    ]);
    const steps: [SetupStep, boolean][] = [
      ['PROTECT_YOURSELF', viewer.primaryFactors !== 0],
      ['USE_HTTPS', new URL(this.needs.publicUrl).protocol === 'https:'],
      ['SEND_MAIL', this.needs.mailConfigured],
      ['BACK_UP_KEY', isNoted('KEY_BACKED_UP')],
      ['CHOOSE_POLICY', requireTwoFactor !== 'NOBODY' || isNoted('POLICY_CHOSEN')],
      ['CREATE_ACCOUNTS', accounts.length > 1],
      ['ADD_APPLICATIONS', hasApplications],
    ];
    return steps.map(([step, done]) => ({ step, done }));
  }

  /** Keeps what an administrator says; once said, it stays. */
  async record(acting: Acting, fact: SetupFactName): Promise<void> {
    await this.needs.guard.transaction(acting, async (tx) => {
      const notedAt = this.needs.clock.now();
      const { affected } = await tx.update(SetupFact, { fact, notedAt: IsNull() }, { notedAt });
      if (affected !== 1) return;
      await this.needs.audit.record(tx, {
        action: 'setup.noted',
        actor: actorOf(acting),
        account: { id: null, login: null },
        details: { fact },
      });
    });
  }
}
