import type { AccountsService } from '../accounts/accounts.service.js';
import { passwordRequired, type StandingService } from '../accounts/standing.service.js';
import type { ThrottleService } from '../accounts/throttle/throttle.service.js';
import { refuseUnlessAllowed } from '../factors/factor.js';
import type { SecurityKeyFactor } from '../factors/security-keys/security-key.factor.js';
import type { Database } from '../platform/database/database.js';
import { Refusal } from '../platform/refusal.js';
import { deviceName } from '../sessions/devices/devices.service.js';
import type { SettingsService } from '../settings/settings.service.js';
import { actorFor, type Completion, type SignedIn } from './completion.js';
import type { SigningInClient } from '../platform/acting/client.js';

/** Sign-in by passkey: it takes the place of login, password and second factor. */
export class PasskeySignInService {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly throttle: ThrottleService,
    private readonly accounts: AccountsService,
    private readonly standing: StandingService,
    private readonly passkeys: SecurityKeyFactor,
    private readonly completion: Completion,
  ) {}

  /** What a browser needs to ask for one. Throws METHOD_DISABLED. */
  begin(): Promise<object> {
    return this.passkeys.beginPasskey();
  }

  /** Both steps in one, with a user-verifying passkey. Throws INVALID_CODE, CHALLENGE_EXPIRED, METHOD_DISABLED or PASSWORD_REQUIRED. */
  async signIn(
    response: unknown,
    more: { deviceToken?: string; deviceName?: string },
    client: SigningInClient,
  ): Promise<SignedIn> {
    const { method } = this.passkeys;
    const name = more.deviceName === undefined ? null : deviceName(more.deviceName, 'deviceName');
    const addresses = this.throttle.addresses(client.ipAddress);
    await this.throttle.count(addresses);
    const { accountId, spend } = await this.passkeys.checkPasskey(response);
    // A passkey takes the place of the password, which a directory may no longer know.
    const owner = await this.accounts.find(accountId);
    const isStoodBy = owner === null || (await this.standing.isGood(owner));
    const signedIn = await this.database.transaction(async (tx) => {
      const account = await this.accounts.lockForSignIn(tx, { id: accountId });
      refuseUnlessAllowed(this.passkeys, await this.settings.current(tx));
      if (!account || !isStoodBy || !(await spend(tx, actorFor(account, client)))) {
        const subject = account ?? (await this.accounts.find(accountId, tx));
        await this.completion.noteFailure(tx, 'sign_in.failed', subject, client, [], { method });
        return null;
      }
      const presenting = { deviceToken: more.deviceToken, client };
      const { device, presentedSecret } = await this.completion.presented(accountId, presenting, tx);
      const completed = await this.completion.complete(tx, {
        account,
        knownDeviceId: device?.id ?? null,
        presentedSecret: device ? presentedSecret : undefined,
        deviceName: name,
        client,
        secondFactor: method,
        trustDevice: false,
      });
      await this.throttle.refund(tx, addresses);
      return completed;
    });
    if (signedIn) return signedIn;
    throw isStoodBy ? new Refusal('INVALID_CODE', 'This passkey cannot sign in.') : passwordRequired();
  }
}
