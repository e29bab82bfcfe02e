import type { LatchkeyClient } from './client.js';
import {
  SignInDocument,
  type SignInInput,
  type SignInMutation,
  SignInWithPasskeyDocument,
  VerifyAuthenticatorCodeDocument,
  VerifyBackupCodeDocument,
  VerifyBypassCodeDocument,
  VerifyRecoveryCodeDocument,
  VerifySecurityKeyDocument,
} from './operations.js';

/** Told apart by `__typename`: SignedIn, or SecondFactorRequired and then `verify`. */
export type SignInOutcome = SignInMutation['signIn'];
export type SignedIn = Omit<Extract<SignInOutcome, { __typename: 'SignedIn' }>, '__typename'>;
export type SecondFactorRequired = Extract<SignInOutcome, { __typename: 'SecondFactorRequired' }>;

/** What answers a challenge. After a recovery code only a new second factor can be set up; a bypass code is good for some hours, and no proof. `response` is AuthenticationResponseJSON (WebAuthn L3 §5.1.8). */
export type Proof =
  | { method: 'AUTHENTICATOR_APP' | 'BACKUP_CODE' | 'RECOVERY_CODE' | 'BYPASS_CODE'; code: string }
  | { method: 'SECURITY_KEY'; response: unknown };

export interface SignInOptions {
  /** For apps: answers with `token` and `deviceToken`, which browsers keep as HttpOnly cookies instead. */
  withTokens?: boolean;
}

/** Step one. Throws INVALID_CREDENTIALS or TOO_MANY_ATTEMPTS. */
export async function signIn(
  client: LatchkeyClient,
  input: SignInInput,
  { withTokens = false }: SignInOptions = {},
): Promise<SignInOutcome> {
  return (await client.send(SignInDocument, { input, withTokens })).signIn;
}

/** Step two. Throws INVALID_CODE, CHALLENGE_EXPIRED, METHOD_DISABLED or TOO_MANY_ATTEMPTS. */
export async function verify(
  client: LatchkeyClient,
  challenge: string,
  proof: Proof,
  { trustDevice = false, withTokens = false }: SignInOptions & { trustDevice?: boolean } = {},
): Promise<SignedIn> {
  const common = { challenge, trustDevice, withTokens };
  switch (proof.method) {
    case 'AUTHENTICATOR_APP': {
      const variables = { ...common, code: proof.code };
      return (await client.send(VerifyAuthenticatorCodeDocument, variables)).verifyAuthenticatorCode;
    }
    case 'BACKUP_CODE': {
      const variables = { ...common, code: proof.code };
      return (await client.send(VerifyBackupCodeDocument, variables)).verifyBackupCode;
    }
    case 'RECOVERY_CODE': {
      const variables = { challenge, withTokens, code: proof.code };
      return (await client.send(VerifyRecoveryCodeDocument, variables)).verifyRecoveryCode;
    }
    case 'BYPASS_CODE': {
      const variables = { challenge, withTokens, code: proof.code };
      return (await client.send(VerifyBypassCodeDocument, variables)).verifyBypassCode;
    }
    case 'SECURITY_KEY': {
      const variables = { ...common, response: proof.response };
      return (await client.send(VerifySecurityKeyDocument, variables)).verifySecurityKey;
    }
  }
}

/** Both steps in one, with a passkey. Throws INVALID_CODE, CHALLENGE_EXPIRED or METHOD_DISABLED. */
export async function signInWithPasskey(
  client: LatchkeyClient,
  response: unknown,
  { withTokens = false, keepSignedIn }: SignInOptions & { keepSignedIn?: boolean } = {},
): Promise<SignedIn> {
  const variables = { response, withTokens, ...(keepSignedIn !== undefined && { keepSignedIn }) };
  return (await client.send(SignInWithPasskeyDocument, variables)).signInWithPasskey;
}
