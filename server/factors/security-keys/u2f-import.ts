import type { JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import type { AccountsService } from '../../accounts/accounts.service.js';
import { newId } from '../../platform/ids.js';
import { sha256 } from '../../platform/encryption/secrets.js';
import { Refusal } from '../../platform/refusal.js';
import { coseKey } from './cose-key.js';
import { NO_AAGUID } from './imported-key.js';
import type { RelyingParty } from './relying-party.js';
import type { SecurityKey } from './security-key.entity.js';
import { keyName, type SecurityKeysService } from './security-keys.service.js';
import type { Unattended } from '../../platform/acting/guard.js';
import type { Ground } from '../../accounts/ground.js';

const bytes = z
  .string()
  .regex(/^[\w+/-]+=*$/, 'must be base64url')
  .transform((text) => Buffer.from(text, 'base64'));

/** A registration as U2F servers keep it (FIDO U2F Raw Message Formats §4.3). */
const registration = z.object({
  login: z.string(),
  keyHandle: bytes.refine(({ length }) => length <= 255, 'has 255 bytes at most'),
  publicKey: bytes.refine((point) => point.length === 65 && point[0] === 4, 'must be a point of 65 bytes'),
  counter: z.int().min(0).max(0xffff_ffff).default(0),
  name: z.string().default('U2F key'),
});

/** Takes over the keys of an older U2F deployment; they answer to its app id (WebAuthn L3 §10.1.1). */
export class U2fImport {
  constructor(
    private readonly needs: Ground & {
      accounts: AccountsService;
      keys: SecurityKeysService;
      relyingParty: RelyingParty;
    },
  ) {}

  /** Throws BAD_USER_INPUT, NOT_FOUND for the login, CONFLICT when the key is there or there are too many. */
  async add(actor: Unattended, given: unknown): Promise<SecurityKey> {
    if (this.needs.relyingParty.appId === undefined) {
      throw new Refusal('BAD_USER_INPUT', 'Set U2F_APP_ID first: without it no U2F key can answer.');
    }
    const parsed = registration.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = String(issue?.path[0] ?? 'registration');
      throw new Refusal('BAD_USER_INPUT', `${field}: ${issue?.message ?? 'is not valid'}.`, { field });
    }
    const { login, keyHandle, publicKey, counter, name } = parsed.data;
    const account = await this.needs.accounts.findByLogin(login);
    if (!account) throw new Refusal('NOT_FOUND', 'No such account.');
    const credentialId = keyHandle.toString('base64url');
    const key: SecurityKey = {
      id: newId(this.needs.clock.now()),
      accountId: account.id,
      credentialHash: sha256(credentialId),
      credentialId,
      publicKey: await coseKey(pointOn('P-256', publicKey)),
      name: keyName(name),
      aaguid: NO_AAGUID,
      transports: [],
      signCount: counter,
      backupEligible: false,
      eligibilityUnknown: false,
      backedUp: false,
      userHandle: null,
      createdAt: this.needs.clock.now(),
      lastUsedAt: null,
      counterRegressedAt: null,
    };
    await this.needs.guard.on(actor, account.id, (tx, locked) => this.needs.keys.add(tx, actor, locked, key));
    return key;
  }
}

/** An uncompressed point (SEC 1 §2.3.3) as a JWK. */
const pointOn = (crv: string, point: Buffer): JsonWebKey => ({
  kty: 'EC',
  crv,
  x: point.subarray(1, 33).toString('base64url'),
  y: point.subarray(33).toString('base64url'),
});
