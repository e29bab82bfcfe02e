import type { ApplicationKind } from '#client/operations';
import type { Application, ApplicationDraft } from './application';
import {
  apache,
  type ConfigurationFile,
  dovecot,
  type Given,
  grafana,
  nextcloud,
  roundcube,
  sogo,
} from './configurations';
import { caddy, nginx, traefik } from './proxy-configurations';

export type RecipeId =
  | 'roundcube'
  | 'nextcloud'
  | 'sogo'
  | 'grafana'
  | 'dovecot'
  | 'apache'
  | 'nginx'
  | 'caddy'
  | 'traefik'
  | 'other';

/** What is known of a program: what it needs to be set to here, and what it is told of us. */
export interface Recipe {
  id: RecipeId;
  /** The program's own name, the same in every language; null: it has none. */
  program: string | null;
  kind: ApplicationKind;
  /** What follows its address in the one to which people return; null: it is not asked for its address. */
  returnPath: string | null;
  settings: Partial<ApplicationDraft>;
  files: (given: Given) => ConfigurationFile[];
}

const BY_OIDC = { kind: 'OIDC', returnPath: null } as const;
const BY_PROXY = { kind: 'FORWARD', returnPath: null, settings: {} } as const;

export const RECIPES: Recipe[] = [
  {
    ...BY_OIDC,
    id: 'roundcube',
    program: 'Roundcube',
    returnPath: '/index.php/login/oauth',
    settings: {
      scopes: 'openid profile email mail',
      tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
      requirePkce: false,
    },
    files: roundcube,
  },
  {
    ...BY_OIDC,
    id: 'nextcloud',
    program: 'Nextcloud',
    returnPath: '/apps/user_oidc/code',
    settings: { tokenEndpointAuthMethod: 'CLIENT_SECRET_POST' },
    files: nextcloud,
  },
  {
    ...BY_OIDC,
    id: 'sogo',
    program: 'SOGo',
    returnPath: '/SOGo/',
    settings: {
      scopes: 'openid profile email mail',
      tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
      requirePkce: false,
    },
    files: sogo,
  },
  {
    ...BY_OIDC,
    id: 'grafana',
    program: 'Grafana',
    returnPath: '/login/generic_oauth',
    settings: {},
    files: grafana,
  },
  {
    ...BY_OIDC,
    id: 'dovecot',
    program: 'Dovecot',
    settings: { scopes: 'mail', mayIntrospect: true, refreshTokens: false },
    files: dovecot,
  },
  {
    ...BY_OIDC,
    id: 'apache',
    program: 'Apache',
    settings: { scopes: 'dav', mayIntrospect: true, refreshTokens: false },
    files: apache,
  },
  { ...BY_PROXY, id: 'nginx', program: 'nginx', files: nginx },
  { ...BY_PROXY, id: 'caddy', program: 'Caddy', files: caddy },
  { ...BY_PROXY, id: 'traefik', program: 'Traefik', files: traefik },
  { ...BY_OIDC, id: 'other', program: null, settings: {}, files: () => [] },
];

/** The address to which people return to a program that is at this one; empty for what is no address yet. */
export function returnAddress({ returnPath }: Recipe, address: string): string {
  const typed = address.trim().replace(/\/+$/, '');
  return returnPath === null || !URL.canParse(typed)
    ? ''
    : new URL(typed).href.replace(/\/+$/, '') + returnPath;
}

/** Which program an application probably is: the server keeps no recipe. */
export function recipeOf({ kind, redirectUris, mayIntrospect, scopes }: Application): Recipe {
  const isProbable = ({ id, kind: ofRecipe, returnPath, settings }: Recipe): boolean => {
    if (ofRecipe !== kind) return false;
    if (kind === 'FORWARD' || id === 'other') return true;
    if (settings.mayIntrospect === true) {
      return mayIntrospect && redirectUris.length === 0 && scopes.includes(settings.scopes ?? '');
    }
    return returnPath !== null && redirectUris.some((uri) => uri.endsWith(returnPath));
  };
  const [found] = RECIPES.filter(isProbable);
  if (!found) throw new Error('Every kind has a recipe');
  return found;
}
