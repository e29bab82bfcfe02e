import { Refusal } from '../../platform/refusal.js';
import { oneLine } from '../../platform/text.js';
import { isScope } from '../app-passwords/scopes.js';
import type { Application } from './application.entity.js';

const MOST_URIS = 20;
const LONGEST_URI = 1000;
const MOST_SCOPES = 20;
const MOST_HOSTS = 50;
const CLIENT_ID = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$/;
// URIs are compared character by character (RFC 9700 §4.1), so whatever could be written in two ways is refused.
const PLAIN_URI = /^[\x21-\x7e]+$/;
const MAX_AGE = { least: 60, most: 366 * 24 * 60 * 60 };

/** All that an administrator decides about an application. */
export type ApplicationSettings = Pick<
  Application,
  | 'name'
  | 'clientId'
  | 'redirectUris'
  | 'postLogoutRedirectUris'
  | 'backchannelLogoutUri'
  | 'scopes'
  | 'signingAlgorithm'
  | 'tokenEndpointAuthMethod'
  | 'requirePkce'
  | 'refreshTokens'
  | 'mayIntrospect'
  | 'mayEnter'
  | 'requireSecondFactor'
  | 'maxAge'
  | 'enabled'
> & { hosts: string[] };

/** What holds where nothing is said. */
export const DEFAULTS: Omit<ApplicationSettings, 'name' | 'clientId'> = {
  redirectUris: [],
  postLogoutRedirectUris: [],
  backchannelLogoutUri: null,
  scopes: ['openid', 'profile', 'email'],
  signingAlgorithm: 'RS256',
  tokenEndpointAuthMethod: 'CLIENT_SECRET_BASIC',
  requirePkce: true,
  refreshTokens: true,
  mayIntrospect: false,
  mayEnter: 'EVERYONE',
  requireSecondFactor: false,
  maxAge: null,
  enabled: true,
  hosts: [],
};

/** What of an application an administrator decides, but for its hosts, which are rows of their own. */
export function settingsOf(
  application: Omit<ApplicationSettings, 'hosts'>,
): Omit<ApplicationSettings, 'hosts'> {
  const names = ['name', 'clientId', ...Object.keys(DEFAULTS)] as (keyof ApplicationSettings)[];
  const own = names.filter((name) => name !== 'hosts');
  return Object.fromEntries(own.map((name) => [name, application[name]])) as unknown as ApplicationSettings;
}

/** As they are kept. Throws BAD_USER_INPUT, which names the field, for what is not valid or contradicts itself. */
export function checked(
  kind: Application['kind'],
  settings: ApplicationSettings,
  ownHost: string,
): ApplicationSettings {
  const isOidc = kind === 'OIDC';
  const after = {
    ...settings,
    name: oneLine(settings.name, 'name', 100),
    redirectUris: uris(settings.redirectUris, 'redirectUris'),
    postLogoutRedirectUris: uris(settings.postLogoutRedirectUris, 'postLogoutRedirectUris'),
    scopes: scopes(settings.scopes),
    hosts: hosts(settings.hosts, ownHost),
  };
  if (after.backchannelLogoutUri !== null) checkUri(after.backchannelLogoutUri, 'backchannelLogoutUri');
  const { least, most } = MAX_AGE;
  if (after.maxAge !== null && !(after.maxAge >= least && after.maxAge <= most)) {
    throw invalid('maxAge', `maxAge is between ${least} and ${most} seconds.`);
  }
  if (!isOidc) {
    if (after.hosts.length === 0)
      throw invalid('hosts', 'An application behind a proxy has at least one host.');
    const none = !after.clientId && after.redirectUris.length + after.postLogoutRedirectUris.length === 0;
    if (!none || after.backchannelLogoutUri !== null || after.mayIntrospect) {
      throw invalid('kind', 'An application behind a proxy has no client of OpenID Connect.');
    }
    return after;
  }
  if (after.hosts.length > 0) throw invalid('hosts', 'Only an application behind a proxy has hosts.');
  if (after.clientId === null || !CLIENT_ID.test(after.clientId)) {
    throw invalid('clientId', 'clientId is up to 64 letters, digits, dots, dashes, underscores and tildes.');
  }
  // One that only asks about tokens, as a mail server does, is sent nobody.
  if (after.redirectUris.length === 0 && !after.mayIntrospect) {
    throw invalid('redirectUris', 'An application has at least one address to which people return.');
  }
  if (after.tokenEndpointAuthMethod === 'NONE') {
    if (!after.requirePkce) throw invalid('requirePkce', 'An application without a secret must use PKCE.');
    if (after.mayIntrospect)
      throw invalid('mayIntrospect', 'Only an application with a secret may introspect.');
  }
  return after;
}

/** Throws BAD_USER_INPUT for an address that is not absolute, not encrypted, or could be taken for another. */
export function checkUri(uri: string, field: string): void {
  if (uri.length > LONGEST_URI || !PLAIN_URI.test(uri) || !URL.canParse(uri)) {
    throw invalid(field, `${field} must be absolute URLs of up to ${LONGEST_URI} plain characters.`);
  }
  const url = new URL(uri);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw invalid(field, `${field} must begin with https, or lead to this very machine.`);
  }
  if (url.href !== uri && url.href !== `${uri}/`) {
    throw invalid(field, `${field} must be written as browsers write them: ${url.href}`);
  }
  if (uri.includes('#') || url.username !== '' || url.password !== '') {
    throw invalid(field, `${field} must hold no fragment, login or password.`);
  }
}

const isLoopback = ({ hostname }: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

function uris(given: readonly string[], field: string): string[] {
  const all = [...new Set(given)];
  if (all.length > MOST_URIS) throw invalid(field, `${field} are ${MOST_URIS} at most.`);
  for (const uri of all) checkUri(uri, field);
  return all;
}

function scopes(given: readonly string[]): string[] {
  const all = [...new Set(given)].toSorted();
  if (all.length > MOST_SCOPES) throw invalid('scopes', `An application has ${MOST_SCOPES} scopes at most.`);
  if (all.every(isScope)) return all;
  throw invalid(
    'scopes',
    'A scope is up to 32 characters of a-z, 0-9, dot, dash and underscore, and begins with a letter.',
  );
}

function hosts(given: readonly string[], ownHost: string): string[] {
  const all = [...new Set(given.map(hostOf))].toSorted();
  if (all.length > MOST_HOSTS) throw invalid('hosts', `An application has ${MOST_HOSTS} hosts at most.`);
  if (all.includes(ownHost)) throw invalid('hosts', 'This is the host of the service itself.');
  return all;
}

/** In the one spelling in which hosts are compared. Throws BAD_USER_INPUT. */
function hostOf(given: string): string {
  const named = given.trim().toLowerCase();
  const url = URL.canParse(`https://${named}`) ? new URL(`https://${named}`) : null;
  const isHost = url !== null && !/[/?#@*\\\s]/.test(named) && url.host.length <= 255;
  if (!isHost) throw invalid('hosts', 'A host is a name such as wiki.example.org, with its port if need be.');
  return url.host;
}

const invalid = (field: string, message: string): Refusal =>
  new Refusal('BAD_USER_INPUT', message, { field });
