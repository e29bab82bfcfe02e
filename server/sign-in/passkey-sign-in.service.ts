import { accountSettings, withoutPolicies } from '../settings/policies/account-settings.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import { passwordRequired, type StandingService } from '../accounts/standing.service.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import { refuseUnlessAllowed } from '../factors/factor.js';
import type { SecurityKeyFactor } from '../factors/security-keys/security-key.factor.js';
import { Refusal } from '../platform/refusal.js';
import { deviceName } from '../sessions/devices/devices.service.js';
import { actorFor, type Completion, type SignedIn } from './completion.js';
import { unproven } from '../platform/acting/actor.js';
import type { SigningInClient } from '../platform/acting/client.js';
import type { Ground } from '../accounts/ground.js';

/** Sign-in by passkey: it takes the place of login, password and second factor. */
export class PasskeySignInService {
  constructor(
    private readonly needs: Ground & {
      throttle: ThrottleService;
      accounts: AccountsService;
      standing: StandingService;
      passkeys: SecurityKeyFactor;
      completion: Completion;
    },
  ) {}

  /** What a browser needs to ask for one. Throws METHOD_DISABLED. */
  begin(): Promise<object> {
    return this.needs.passkeys.beginPasskey();
  }

  /** Both steps in one, with a user-verifying passkey. Throws INVALID_CODE, CHALLENGE_EXPIRED, METHOD_DISABLED or PASSWORD_REQUIRED. */
  async signIn(
    response: unknown,
    more: { deviceToken?: string; deviceName?: string; keepSignedIn?: boolean },
    client: SigningInClient,
  ): Promise<SignedIn> {
    const { method } = this.needs.passkeys;
    const name = more.deviceName === undefined ? null : deviceName(more.deviceName, 'deviceName');
    const addresses = this.needs.throttle.addresses(client.ipAddress);
    const attempt = await this.needs.throttle.attempt(addresses, () =>
      this.needs.passkeys.checkPasskey(response),
    );
    const { accountId, spend } = attempt.outcome;
    // A passkey takes the place of the password, which a directory may no longer know.
    const owner = await this.needs.accounts.find(accountId);
    const isStoodBy = owner === null || (await this.needs.standing.isGood(owner));
    const signedIn = await this.needs.database.transaction(async (tx) => {
      const account = await this.needs.completion.lock(tx, { id: accountId });
      const settings = await this.needs.settings.current(tx);
      refuseUnlessAllowed(
        this.needs.passkeys,
        account ? accountSettings(settings, account) : withoutPolicies(settings),
      );
      if (!account || !isStoodBy || !(await spend(tx, actorFor(account, client)))) {
        const subject = account ?? (await this.needs.accounts.find(accountId, tx));
        const concerned = actorFor(subject, client);
        await this.needs.audit.record(tx, {
          action: 'sign_in.failed',
          actor: unproven(client),
          account: concerned,
          details: { method },
        });
        await attempt.failed(tx, concerned);
        return null;
      }
      const presenting = { deviceToken: more.deviceToken, client };
      const { device, presentedSecret } = await this.needs.completion.presented(accountId, presenting, tx);
      const completed = await this.needs.completion.complete(tx, {
        account,
        knownDeviceId: device?.id ?? null,
        presentedSecret: device ? presentedSecret : undefined,
        deviceName: name,
        isBrief: more.keepSignedIn === false,
        client,
        secondFactor: method,
        by: spend.by,
        trustDevice: false,
      });
      await attempt.succeeded(tx);
      return completed;
    });
    if (signedIn) return signedIn;
    throw isStoodBy ? new Refusal('INVALID_CODE', 'This passkey cannot sign in.') : passwordRequired();
  }
}
