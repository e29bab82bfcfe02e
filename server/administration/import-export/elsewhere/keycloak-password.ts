import { z } from 'zod';
import { json } from './json.js';

const secretData = z.object({ value: z.string(), salt: z.string() });
const list = z.array(z.string()).min(1);
const argon2Data = z.object({
  algorithm: z.literal('argon2'),
  hashIterations: z.number(),
  additionalParameters: z.object({
    type: list,
    memory: list,
    parallelism: list,
    version: list,
  }),
});

/** What a credential holds is JSON within JSON. */
export interface KeycloakCredential {
  secretData?: string | undefined;
  credentialData?: string | undefined;
}

/** As a PHC string; else the algorithm that it is hashed by. */
export function keycloakPassword({
  secretData: secrets,
  credentialData,
}: KeycloakCredential): { passwordHash: string } | { algorithm: string } {
  const secret = secretData.safeParse(json(secrets)).data;
  const data = argon2Data.safeParse(json(credentialData)).data;
  if (!secret || data?.additionalParameters.version[0] !== '1.3') {
    const { algorithm } = z.object({ algorithm: z.string() }).safeParse(json(credentialData)).data ?? {};
    return { algorithm: algorithm ?? 'in the old form' };
  }
  const { type, memory, parallelism } = data.additionalParameters;
  const [salt, hash] = [secret.salt, secret.value].map((part) => part.replaceAll('=', ''));
  const cost = `m=${memory[0]},t=${data.hashIterations},p=${parallelism[0]}`;
  return { passwordHash: `$argon2${type[0]}$v=19$${cost}$${salt}$${hash}` };
}
