import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { Refusal } from '../../platform/refusal.js';
import { webAuthnHelpers } from './webauthn-library.js';

const MAX_CREDENTIAL_ID = Math.ceil((1023 * 4) / 3);

const base64url = z.string().regex(/^[\w-]+$/);
const credentialId = base64url.max(MAX_CREDENTIAL_ID);
const envelope = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};

const registration = z.object({
  ...envelope,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
});

const assertion = z.object({
  ...envelope,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: z.string().max(88).nullish(),
  }),
});

/** RegistrationResponseJSON (WebAuthn L3 §5.1.8). Throws BAD_USER_INPUT. */
export const parseRegistration = (response: unknown): RegistrationResponseJSON =>
  parse(registration, response) as RegistrationResponseJSON;

/** AuthenticationResponseJSON (WebAuthn L3 §5.1.8). Throws BAD_USER_INPUT. */
export const parseAssertion = (response: unknown): AuthenticationResponseJSON =>
  parse(assertion, response) as AuthenticationResponseJSON;

function parse<Schema extends z.ZodType>(schema: Schema, response: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(response);
  if (!parsed.success) throw malformed();
  return parsed.data;
}

/** The challenge that the client says it answers. Throws BAD_USER_INPUT. */
export async function challengeOf({
  response,
}: AuthenticationResponseJSON | RegistrationResponseJSON): Promise<string> {
  const { decodeClientDataJSON } = await webAuthnHelpers();
  try {
    const { challenge } = decodeClientDataJSON(response.clientDataJSON);
    if (typeof challenge === 'string') return challenge;
  } catch {
    // Not JSON.
  }
  throw malformed();
}

/** Whether the ceremony ran inside a page of another origin, which none of ours does. */
export async function isEmbedded({
  response,
}: AuthenticationResponseJSON | RegistrationResponseJSON): Promise<boolean> {
  const { decodeClientDataJSON } = await webAuthnHelpers();
  const { crossOrigin, topOrigin } = decodeClientDataJSON(response.clientDataJSON);
  return crossOrigin === true || topOrigin !== undefined;
}

/** Says no more: why it does not is of use to attackers only. */
export const doesNotVerify = (details: { unknownCredential?: true } = {}): Refusal =>
  new Refusal('INVALID_CODE', 'The security key’s answer does not verify.', details);

const malformed = (): Refusal =>
  new Refusal('BAD_USER_INPUT', 'response is not a WebAuthn response in its JSON form.', {
    field: 'response',
  });
