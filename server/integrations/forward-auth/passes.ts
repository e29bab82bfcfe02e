import type { KeyRing } from '../../platform/encryption/key-ring.js';
import type { Session } from '../../platform/acting/session.js';
import { referenceTo } from '../../sessions/held-sessions.js';
import type { SignedClaims, SignedTokens } from '../../sessions/tokens/signed-tokens.js';

/** The session that a pass names: by its id, or, of one that is kept nowhere, by what it says of itself. */
export type Named = { tokenId: string; signed: null } | { tokenId: string; signed: SignedClaims };

const STORED = /^(?<tokenId>[0-9a-f-]{36})\.(?<mac>[0-9a-f]{8}\.[\w-]{43})$/;
const LONGEST = 4096;

/**
 * A pass names a session and is good at one host. It is not kept: it is worth what its session is, ends with it, and
 * opens nothing at another host, nor here.
 */
export class Passes {
  constructor(
    private readonly keys: KeyRing,
    private readonly signedTokens: SignedTokens,
  ) {}

  async give(session: Session, host: string): Promise<string> {
    const { signed, sessionId } = referenceTo(session);
    if (signed) return this.signedTokens.sign(signed, host);
    return `${sessionId}.${this.keys.vouchFor(content(sessionId, host))}`;
  }

  /** Null for whatever is no pass for this host. */
  async read(pass: string, host: string): Promise<Named | null> {
    const { tokenId, mac } = STORED.exec(pass)?.groups ?? {};
    if (tokenId !== undefined && mac !== undefined) {
      return this.keys.vouchedFor(content(tokenId, host), mac) ? { tokenId, signed: null } : null;
    }
    if (pass.length > LONGEST || pass.split('.').length !== 3) return null;
    const signed = await this.signedTokens.verify(pass, host);
    return signed && { tokenId: signed.tokenId, signed };
  }
}

const content = (tokenId: string, host: string): string => `forward-pass\n${host}\n${tokenId}`;
