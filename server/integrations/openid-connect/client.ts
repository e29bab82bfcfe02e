import type { ClientMetadata } from 'oidc-provider';
import type { Application } from '../applications/application.entity.js';

const AUTH_METHODS = {
  CLIENT_SECRET_BASIC: 'client_secret_basic',
  CLIENT_SECRET_POST: 'client_secret_post',
  NONE: 'none',
} as const;

/** The name of what a client has beside what the library knows of. */
export const OURS = 'latchkey';

/** What of an application the library has no words for. */
export type OwnMetadata = Pick<
  Application,
  'id' | 'enabled' | 'mayEnter' | 'requireSecondFactor' | 'maxAge' | 'requirePkce'
> & { secretHashes: string[] };

/** An application in the library's words (RFC 7591 §2), with those of its scopes that are known. */
export function clientOf(application: Application, known: readonly string[]): ClientMetadata {
  const { id, enabled, mayEnter, requireSecondFactor, maxAge, requirePkce } = application;
  const secretHashes = [application.secretHash, application.oldSecretHash].filter((hash) => hash !== null);
  const ours: OwnMetadata = { id, enabled, mayEnter, requireSecondFactor, maxAge, requirePkce, secretHashes };
  const isPublic = application.tokenEndpointAuthMethod === 'NONE';
  const own = application.scopes.filter((scope) => known.includes(scope));
  const scopes = application.refreshTokens ? [...own, 'offline_access'] : own;
  return {
    client_id: application.clientId ?? '',
    client_name: application.name,
    // It must have one, and is compared by its hashes; nothing is signed or encrypted with it.
    ...(!isPublic && { client_secret: 'kept as a hash' }),
    redirect_uris: application.redirectUris,
    post_logout_redirect_uris: application.postLogoutRedirectUris,
    ...(application.backchannelLogoutUri !== null && {
      backchannel_logout_uri: application.backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    response_types: ['code'],
    grant_types: ['authorization_code', ...(application.refreshTokens ? ['refresh_token'] : [])],
    scope: scopes.join(' '),
    id_token_signed_response_alg: application.signingAlgorithm,
    token_endpoint_auth_method: AUTH_METHODS[application.tokenEndpointAuthMethod],
    [OURS]: ours,
  };
}

/** Of a client that the library hands over. */
export const ownMetadata = (client: object): OwnMetadata =>
  (client as Record<typeof OURS, OwnMetadata>)[OURS];
