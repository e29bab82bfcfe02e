import type { Client } from './client.js';

const APPLICATION = `id kind name clientId secretCreatedAt oldSecretCreatedAt redirectUris postLogoutRedirectUris
  backchannelLogoutUri scopes signingAlgorithm tokenEndpointAuthMethod requirePkce refreshTokens mayIntrospect mayEnter
  requireSecondFactor maxAge enabled createdAt hosts`;

export const CREATE_APPLICATION = `mutation ($input: CreateApplicationInput!) {
  createApplication(input: $input) { clientSecret application { ${APPLICATION} } }
}`;
export const UPDATE_APPLICATION = `mutation ($id: ID!, $input: UpdateApplicationInput!) {
  updateApplication(id: $id, input: $input) { ${APPLICATION} }
}`;
export const ROTATE_SECRET =
  'mutation ($id: ID!) { rotateApplicationSecret(id: $id) { clientSecret application { id } } }';

export interface ShownApplication extends Record<string, unknown> {
  id: string;
  clientId: string;
}

/** An application as an administrator makes it, with its secret. */
export async function createApplication(
  admin: Client,
  input: Record<string, unknown> = {},
): Promise<{ application: ShownApplication; clientSecret: string }> {
  const { createApplication: created } = await admin.data<{
    createApplication: { application: ShownApplication; clientSecret: string };
  }>(CREATE_APPLICATION, {
    input: { kind: 'OIDC', name: 'Webmail', redirectUris: ['https://mail.example.org/callback'], ...input },
  });
  return created;
}

export async function updateApplication(
  admin: Client,
  id: string,
  input: Record<string, unknown>,
): Promise<void> {
  await admin.data(UPDATE_APPLICATION, { id, input });
}
