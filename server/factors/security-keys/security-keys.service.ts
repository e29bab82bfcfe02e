import { type EntityManager, In } from 'typeorm';
import { isDuplicate } from '../../platform/database/driver-errors.js';
import type { RemovedFactor } from '../factor.js';
import type { PrimaryFactorsService } from '../primary-factors.service.js';
import { Refusal } from '../../platform/refusal.js';
import { oneLine } from '../../platform/text.js';
import { userHandle } from './credentials.js';
import { modelOf } from './models.js';
import type { RelyingParty } from './relying-party.js';
import { SecurityKey } from './security-key.entity.js';
import { SECURITY_KEY } from './what-it-is.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import type { Actor } from '../../platform/acting/actor.js';
import type { Session } from '../../platform/acting/session.js';
import type { Ground } from '../../accounts/ground.js';

/** What the WebAuthn signal API needs to tidy a browser's passkeys (WebAuthn L3 §5.1.10). */
export interface PasskeySignal {
  rpId: string;
  userId: string;
  allAcceptedCredentialIds: string[];
  name: string;
  displayName: string;
}

export const MOST_KEYS = 20;

/** Checks the name a person gives a key. Throws BAD_USER_INPUT. */
export const keyName = (name: string): string => oneLine(name, 'name', 100);

/** The security keys and passkeys of accounts. */
export class SecurityKeysService {
  constructor(
    private readonly needs: Ground & {
      primaryFactors: PrimaryFactorsService;
      relyingParty: RelyingParty;
    },
  ) {}

  /** The caller has locked the account; `how` is for the record. Throws CONFLICT when it has as many keys as it may, or any has this one. */
  async add(
    tx: EntityManager,
    actor: Actor,
    account: AccountProfile,
    key: SecurityKey,
    how: { automatic?: true } = {},
  ): Promise<void> {
    if ((await tx.countBy(SecurityKey, { accountId: account.id })) >= MOST_KEYS) throw tooManyKeys();
    await tx.insert(SecurityKey, key).catch((error: unknown) => {
      if (isDuplicate(error)) throw new Refusal('CONFLICT', 'This security key is already registered.');
      throw error;
    });
    await this.needs.primaryFactors.added(tx, account, SECURITY_KEY);
    await this.needs.audit.record(tx, {
      action: 'security_key.added',
      actor,
      account: { id: account.id, login: account.login },
      details: { ...described(key), aaguid: key.aaguid, ...how },
    });
  }

  /** Throws NOT_FOUND. */
  async rename(session: Session, id: string, name: string): Promise<SecurityKey> {
    const changed = { name: keyName(name) };
    return this.needs.guard.own(session, async (tx, account) => {
      const key = await ownKey(tx, account.id, id);
      await tx.update(SecurityKey, { id }, changed);
      await this.needs.audit.record(tx, {
        action: 'security_key.renamed',
        actor: session.actor,
        details: { ...described(key), ...changed, formerName: key.name },
      });
      return { ...key, ...changed };
    });
  }

  /** With the last key trust ends; without another primary factor, backup codes go too. Throws NOT_FOUND. */
  async remove(session: Session, id: string): Promise<void> {
    await this.needs.guard.own(session, async (tx, account) => {
      const key = await this.removeOne(tx, account.id, id);
      const ended =
        key.isLastOfMethod && (await this.needs.primaryFactors.removed(tx, account, SECURITY_KEY));
      await this.needs.audit.record(tx, {
        action: 'security_key.removed',
        actor: session.actor,
        details: { ...key.described, ...(ended && { ended }) },
      });
    });
  }

  /** The caller has locked the account. Throws NOT_FOUND for one that it does not have. */
  async removeOne(tx: EntityManager, accountId: string, id: string): Promise<RemovedFactor> {
    const key = await ownKey(tx, accountId, id);
    const { affected } = await tx.delete(SecurityKey, { id, accountId });
    if (affected !== 1) throw noSuchKey();
    return {
      described: described(key),
      isLastOfMethod: !(await tx.existsBy(SecurityKey, { accountId })),
    };
  }

  /** Returns how many there were. */
  async removeAll(tx: EntityManager, accountId: string): Promise<number> {
    const { affected } = await tx.delete(SecurityKey, { accountId });
    return affected ?? 0;
  }

  /** Oldest first. */
  async listMany(accountIds: readonly string[]): Promise<SecurityKey[]> {
    return this.needs.database.manager.find(SecurityKey, {
      where: { accountId: In(accountIds) },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  async signal(account: AccountProfile): Promise<PasskeySignal> {
    const keys = await this.listMany([account.id]);
    return {
      rpId: this.needs.relyingParty.id,
      userId: userHandle(account.id).toString('base64url'),
      allAcceptedCredentialIds: keys.map(({ credentialId }) => credentialId),
      name: account.login,
      displayName: account.displayName ?? account.login,
    };
  }
}

async function ownKey(tx: EntityManager, accountId: string, id: string): Promise<SecurityKey> {
  const key = await tx.findOneBy(SecurityKey, { id, accountId });
  if (!key) throw noSuchKey();
  return key;
}

const noSuchKey = (): Refusal => new Refusal('NOT_FOUND', 'No such security key.');

/** A key for the audit log, and for the mail that tells its owner. */
export const described = ({ id, name, aaguid }: Pick<SecurityKey, 'id' | 'name' | 'aaguid'>) => ({
  securityKeyId: id,
  name,
  model: modelOf(aaguid),
});

export const tooManyKeys = (): Refusal =>
  new Refusal('CONFLICT', `An account can have ${MOST_KEYS} security keys: remove one first.`);
