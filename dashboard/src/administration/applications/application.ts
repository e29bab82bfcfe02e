import type {
  ApplicationFieldsFragment,
  ApplicationKind,
  SigningAlgorithm,
  TokenEndpointAuthMethod,
  UpdateApplicationInput,
  WhoMayEnter,
} from '#client/operations';

export type Application = ApplicationFieldsFragment;

/** An application as it stands in a form: lists are written with one entry a line, and empty is none. */
export interface ApplicationDraft {
  name: string;
  clientId: string;
  redirectUris: string;
  postLogoutRedirectUris: string;
  backchannelLogoutUri: string;
  scopes: string;
  hosts: string;
  signingAlgorithm: SigningAlgorithm;
  tokenEndpointAuthMethod: TokenEndpointAuthMethod;
  requirePkce: boolean;
  refreshTokens: boolean;
  mayIntrospect: boolean;
  mayEnter: WhoMayEnter;
  requireSecondFactor: boolean;
  /** Minutes, as they are typed. */
  maxAge: string;
  enabled: boolean;
}

export type ChangeDraft = <Name extends keyof ApplicationDraft>(
  name: Name,
  value: ApplicationDraft[Name],
) => void;

/** What most applications need, as the server has it. */
export const USUAL: ApplicationDraft = {
  name: '',
  clientId: '',
  redirectUris: '',
  postLogoutRedirectUris: '',
  backchannelLogoutUri: '',
  scopes: 'openid profile email',
  hosts: '',
  signingAlgorithm: 'RS256',
  tokenEndpointAuthMethod: 'CLIENT_SECRET_BASIC',
  requirePkce: true,
  refreshTokens: true,
  mayIntrospect: false,
  mayEnter: 'EVERYONE',
  requireSecondFactor: false,
  maxAge: '',
  enabled: true,
};

const MINUTE = 60;
const lines = (values: readonly string[]): string => values.join('\n');
const listOf = (text: string): string[] => text.split(/\s+/).filter((entry) => entry !== '');

export const toDraft = (application: Application): ApplicationDraft => ({
  name: application.name,
  clientId: application.clientId ?? '',
  redirectUris: lines(application.redirectUris),
  postLogoutRedirectUris: lines(application.postLogoutRedirectUris),
  backchannelLogoutUri: application.backchannelLogoutUri ?? '',
  scopes: application.scopes.join(' '),
  hosts: lines(application.hosts),
  signingAlgorithm: application.signingAlgorithm,
  tokenEndpointAuthMethod: application.tokenEndpointAuthMethod,
  requirePkce: application.requirePkce,
  refreshTokens: application.refreshTokens,
  mayIntrospect: application.mayIntrospect,
  mayEnter: application.mayEnter,
  requireSecondFactor: application.requireSecondFactor,
  maxAge: application.maxAge === null ? '' : String(application.maxAge / MINUTE),
  enabled: application.enabled,
});

/** What is sent of a draft, or of what was changed of one. */
export function toInput(draft: Partial<ApplicationDraft>): UpdateApplicationInput {
  const { redirectUris, postLogoutRedirectUris, scopes, hosts, backchannelLogoutUri, maxAge, ...same } =
    draft;
  return {
    ...same,
    ...(redirectUris !== undefined && { redirectUris: listOf(redirectUris) }),
    ...(postLogoutRedirectUris !== undefined && { postLogoutRedirectUris: listOf(postLogoutRedirectUris) }),
    ...(scopes !== undefined && { scopes: listOf(scopes) }),
    ...(hosts !== undefined && { hosts: listOf(hosts) }),
    ...(backchannelLogoutUri !== undefined && { backchannelLogoutUri: backchannelLogoutUri.trim() || null }),
    ...(maxAge !== undefined && {
      maxAge: maxAge.trim() === '' ? null : Math.round(Number(maxAge) * MINUTE),
    }),
  };
}

/** The fields that only an application with OpenID Connect has, and so none behind a proxy may send. */
export function ofKind(kind: ApplicationKind, draft: ApplicationDraft): Partial<ApplicationDraft> {
  const { clientId, hosts, ...others } = draft;
  if (kind === 'OIDC') return { ...others, ...(clientId !== '' && { clientId }) };
  const { name, mayEnter, requireSecondFactor, maxAge, enabled } = others;
  return { name, hosts, mayEnter, requireSecondFactor, maxAge, enabled };
}
