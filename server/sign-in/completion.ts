import type { AccountSettings } from '../settings/policies/account-settings.js';
import type { Settings } from '../settings/settings.entity.js';
import type { EntityManager } from 'typeorm';
import type { AccountsService } from '../accounts/accounts.service.js';
import { askingFrom, elsewhere, mayBeUsedFrom } from '../accounts/allowed-networks.js';
import type { LaterWrites } from '../platform/database/later-writes.js';
import type { Requester } from '../accounts/password-hasher.js';
import type { Device } from '../sessions/devices/device.entity.js';
import type { DevicesService } from '../sessions/devices/devices.service.js';
import { describedDevice } from '../sessions/devices/user-agent.js';
import { BRIEF, worthOf } from '../sessions/session-worth.js';
import type { IssuedToken, TokensService } from '../sessions/tokens/tokens.service.js';
import type { AccountProfile } from '../platform/acting/account-profile.js';
import type { Actor } from '../platform/acting/actor.js';
import type { Client, SigningInClient } from '../platform/acting/client.js';
import type { Session, SessionFacts } from '../platform/acting/session.js';
import type { SignInMethod } from '../platform/acting/sign-in-method.js';
import type { Ground } from '../accounts/ground.js';

export interface SignedIn {
  outcome: 'signed-in';
  issued: IssuedToken;
  deviceSecret: string;
  account: AccountProfile;
  device: Device;
  session: Session;
}

/** What has earned a token. */
interface Earned {
  /** Under its lock. */
  account: AccountProfile;
  knownDeviceId: string | null;
  presentedSecret: string | undefined;
  deviceName: string | null;
  /** Whether the person does not want to stay signed in, which counts where they are asked. */
  isBrief: boolean;
  client: SigningInClient;
  secondFactor: SignInMethod | null;
  /** What is recorded of the very key that proved it. */
  by?: Record<string, unknown> | undefined;
  /** As of a Spend. */
  endsBy?: number | undefined;
  trustDevice: boolean;
}

/** What may prove a device to have been signed in on before. */
export interface Presenting {
  deviceToken: string | undefined;
  client: SigningInClient;
}

/** How every sign-in that succeeds ends, whatever was proved in it: with a token. */
export class Completion {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      devices: DevicesService;
      tokens: TokensService;
      later: LaterWrites;
    },
  ) {}

  /** The device that this client proves to have signed in to the account on before, and by which secret. */
  async presented(
    accountId: string,
    { deviceToken, client }: Presenting,
    tx?: EntityManager,
  ): Promise<{ device: Device | null; presentedSecret: string | undefined }> {
    const presentedSecret = deviceToken ?? client.deviceSecret(accountId);
    const device =
      presentedSecret === undefined
        ? null
        : await this.needs.devices.recognise(accountId, presentedSecret, tx);
    return { device, presentedSecret };
  }

  /** By what the second factor is spared now: trust in the device, or in the network it is in; null: by nothing. */
  sparedBy(
    device: Device | null,
    settings: AccountSettings,
    ipAddress: string | null,
  ): 'TRUSTED_DEVICE' | 'TRUSTED_NETWORK' | null {
    const asking = askingFrom(settings, ipAddress);
    if (asking === 'ALWAYS') return null;
    if (device && this.needs.devices.trustedUntil(device, settings) !== null) return 'TRUSTED_DEVICE';
    return asking === 'NEVER' ? 'TRUSTED_NETWORK' : null;
  }

  /** The first statement of the transaction that a sign-in ends in: see AccountsService.lockForSignIn. */
  lock(
    tx: EntityManager,
    account: { id: string; credentialVersion?: number },
  ): Promise<AccountProfile | null> {
    return this.needs.accounts.lockForSignIn(tx, account);
  }

  /**
   * Issues the token, on a device with or without trust, in the transaction of what earned it. Throws ADDRESS_NOT_ALLOWED,
   * to those only who have proved what there is to prove.
   */
  async complete(tx: EntityManager, done: Earned): Promise<SignedIn> {
    const { account, client, secondFactor } = done;
    const settings = await this.needs.settings.of(account, tx);
    refuseElsewhere(this.needs, account, settings, client);
    await this.needs.accounts.recordSignIn(tx, account.id);
    const { device, secret, isNew } = await this.needs.devices.signedInOn(tx, {
      accountId: account.id,
      knownId: done.knownDeviceId,
      presentedSecret: done.presentedSecret,
      client,
      name: done.deviceName,
    });
    const trusted = done.trustDevice ? await this.needs.devices.trust(tx, device, settings) : device;
    if (client.heldToken !== undefined) await this.needs.tokens.revokeReplaced(tx, client.heldToken);
    const endsBy = [done.endsBy, isKept(settings, done) ? undefined : this.needs.clock.now() + BRIEF];
    const ends = Math.min(...endsBy.map((moment) => moment ?? Infinity));
    const issued = await this.needs.tokens.issue(tx, account, device.id, secondFactor, ends);
    await this.needs.audit.record(tx, {
      action: 'sign_in.succeeded',
      actor: actorFor(account, client),
      details: {
        method: secondFactor,
        ...done.by,
        ...describedDevice(device),
        trusted: done.trustDevice,
        ...(isNew && { newDevice: true }),
      },
    });
    const facts: SessionFacts = {
      secondFactor,
      issuedAt: issued.issuedAt,
      lastUsedAt: null,
      expiresAt: issued.expiresAt,
      epoch: issued.epoch,
    };
    const session: Session = {
      ...facts,
      tokenId: issued.tokenId,
      kind: issued.kind,
      account,
      deviceId: device.id,
      signedVersion: issued.signedVersion,
      isReplaced: false,
      worth: worthOf(facts, account, settings, issued.issuedAt),
      actor: actorFor(account, client),
    };
    return { outcome: 'signed-in', issued, deviceSecret: secret, account, device: trusted, session };
  }
}

/** Whether it is to outlive that the browser is closed. */
const isKept = ({ keepSignedIn }: Readonly<Settings>, { isBrief }: Earned): boolean =>
  keepSignedIn === 'ALWAYS' || (keepSignedIn === 'ASK' && !isBrief);

export const requesterFor = ({ ipAddress, signal }: Client, account: string | null = null): Requester => ({
  account,
  ipAddress,
  signal,
});

export const actorFor = (account: AccountProfile | null, client: Client): Actor => ({
  id: account?.id ?? null,
  login: account?.login ?? null,
  ipAddress: client.ipAddress,
});

/** Throws ADDRESS_NOT_ALLOWED, in a transaction that this undoes; to those only who have proved what there is to prove. */
export function refuseElsewhere(
  { later, audit }: Pick<Ground, 'audit'> & { later: LaterWrites },
  account: AccountProfile,
  settings: AccountSettings,
  client: Client,
  details: Record<string, unknown> = {},
): void {
  if (mayBeUsedFrom(account, settings, client.ipAddress)) return;
  // Apart from that transaction.
  later.start(() =>
    audit.recordAlone({ action: 'sign_in.address_refused', actor: actorFor(account, client), details }),
  );
  throw elsewhere();
}
