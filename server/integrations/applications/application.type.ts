import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.type.js';
import { pageOf } from '../../platform/graphql/page.type.js';
import type {
  Application,
  ApplicationKind as Kind,
  SigningAlgorithm as Algorithm,
  TokenEndpointAuthMethod as AuthMethod,
  WhoMayEnter as Who,
} from './application.entity.js';

export const ApplicationKind = enumOf<Kind>(
  'ApplicationKind',
  'The way in which people sign in to an application.',
  {
    OIDC: 'OpenID Connect, which it speaks itself.',
    FORWARD: 'Forward authentication: a proxy in front of it asks about each request.',
  },
);
export const SigningAlgorithm = enumOf<Algorithm>(
  'SigningAlgorithm',
  'An algorithm that signs ID tokens (RFC 7518 §3.1).',
  {
    RS256: 'RSA with SHA-256, which every client knows.',
    ES256: 'ECDSA on P-256: shorter, but not known to every client.',
  },
);
export const TokenEndpointAuthMethod = enumOf<AuthMethod>(
  'TokenEndpointAuthMethod',
  'A way in which applications authenticate at the token endpoint (OpenID Connect Core §9).',
  {
    CLIENT_SECRET_BASIC: 'The secret, in the Authorization header.',
    CLIENT_SECRET_POST: 'The secret, in the body.',
    NONE: 'No secret, because it could not keep one: a program in a browser or on a phone.',
  },
);
export const WhoMayEnter = enumOf<Who>('WhoMayEnter', 'The accounts that an application lets in.', {
  EVERYONE: 'All accounts that are not disabled.',
  ADMINISTRATORS: 'Administrators only.',
});

const NAME = 'Up to 100 characters, shown to those who sign in to it.';
const CLIENT_ID = 'The client identifier, as the application is configured with it.';
const REDIRECT_URIS =
  'Addresses to which people return, compared character by character: https, or http to this very machine.';
const POST_LOGOUT = 'The same after signing out.';
const BACKCHANNEL = 'Address that is sent a logout token when a session ends.';
const SCOPES =
  'All that it may ask for: `openid`, `profile`, `email`, `groups`, `mail`, or other names that backends ask for.';
const PKCE =
  'Whether it must use PKCE (RFC 7636). Off only for programs that know none, such as Roundcube 1.6.';
const REFRESH = 'Whether it is given refresh tokens.';
const INTROSPECT = 'Whether it may introspect tokens that it was handed (RFC 7662), as a mail server does.';
const SECOND_FACTOR =
  'Whether a second factor must have been proved, which a trusted device does not count as.';
const MAX_AGE =
  'The number of seconds for which a proof of the person is accepted here; null: as long as the session.';
const HOSTS = 'Hosts of an application behind a proxy, with the port where it is not the usual one.';
const ENABLED =
  'Whether people may enter; while it is false, what the application was given does not work either.';

@ObjectType('Application', { description: 'A program that people sign in to here.' })
export class ApplicationType {
  @Field(() => ID, { description: 'UUIDv7.' })
  id!: string;

  @Field(() => ApplicationKind, { description: 'The way in which people sign in to it.' })
  kind!: Kind;

  @Field(() => String, { description: NAME })
  name!: string;

  @Field(() => String, { nullable: true, description: `${CLIENT_ID} Null behind a proxy.` })
  clientId!: string | null;

  @Field(() => Date, { nullable: true, description: 'The creation time of its secret; null: it has none.' })
  secretCreatedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description:
      'The creation time of the previous secret, which works until it is dropped; null: there is none.',
  })
  oldSecretCreatedAt!: Date | null;

  @Field(() => [String], { description: REDIRECT_URIS })
  redirectUris!: string[];

  @Field(() => [String], { description: POST_LOGOUT })
  postLogoutRedirectUris!: string[];

  @Field(() => String, { nullable: true, description: `${BACKCHANNEL} Null: it is not notified.` })
  backchannelLogoutUri!: string | null;

  @Field(() => [String], { description: SCOPES })
  scopes!: string[];

  @Field(() => SigningAlgorithm, { description: 'The algorithm that signs its ID tokens.' })
  signingAlgorithm!: Algorithm;

  @Field(() => TokenEndpointAuthMethod, {
    description: 'The way in which it authenticates at the token endpoint.',
  })
  tokenEndpointAuthMethod!: AuthMethod;

  @Field(() => Boolean, { description: PKCE })
  requirePkce!: boolean;

  @Field(() => Boolean, { description: REFRESH })
  refreshTokens!: boolean;

  @Field(() => Boolean, { description: INTROSPECT })
  mayIntrospect!: boolean;

  @Field(() => WhoMayEnter, { description: 'The accounts that it lets in.' })
  mayEnter!: Who;

  @Field(() => Boolean, { description: SECOND_FACTOR })
  requireSecondFactor!: boolean;

  @Field(() => Int, { nullable: true, description: MAX_AGE })
  maxAge!: number | null;

  @Field(() => Boolean, { description: ENABLED })
  enabled!: boolean;

  @Field(() => Date, { description: 'The time at which it was added.' })
  createdAt!: Date;
}

@ObjectType({ description: 'One page of applications.' })
export class ApplicationPage extends pageOf(ApplicationType, 'applications') {}

@ObjectType({ description: 'An application with its new secret.' })
export class ApplicationWithSecret {
  @Field(() => ApplicationType, { description: 'The application as it is listed from now on.' })
  application!: ApplicationType;

  @Field(() => String, { nullable: true, description: 'Shown this once; null: it has none.' })
  clientSecret!: string | null;
}

@InputType({ description: 'The fields to change; the others stay as they are.' })
export class UpdateApplicationInput {
  @Field(() => String, { nullable: true, description: NAME })
  name?: string | null;

  @Field(() => String, { nullable: true, description: CLIENT_ID })
  clientId?: string | null;

  @Field(() => [String], { nullable: true, description: REDIRECT_URIS })
  redirectUris?: string[] | null;

  @Field(() => [String], { nullable: true, description: POST_LOGOUT })
  postLogoutRedirectUris?: string[] | null;

  @Field(() => String, { nullable: true, description: `${BACKCHANNEL} Null removes it.` })
  backchannelLogoutUri?: string | null;

  @Field(() => [String], { nullable: true, description: SCOPES })
  scopes?: string[] | null;

  @Field(() => SigningAlgorithm, { nullable: true, description: 'The algorithm that signs its ID tokens.' })
  signingAlgorithm?: Algorithm | null;

  @Field(() => TokenEndpointAuthMethod, {
    nullable: true,
    description: 'The way in which it authenticates at the token endpoint. NONE revokes its secrets.',
  })
  tokenEndpointAuthMethod?: AuthMethod | null;

  @Field(() => Boolean, { nullable: true, description: PKCE })
  requirePkce?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: REFRESH })
  refreshTokens?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: INTROSPECT })
  mayIntrospect?: boolean | null;

  @Field(() => WhoMayEnter, { nullable: true, description: 'The accounts that it lets in.' })
  mayEnter?: Who | null;

  @Field(() => Boolean, { nullable: true, description: SECOND_FACTOR })
  requireSecondFactor?: boolean | null;

  @Field(() => Int, { nullable: true, description: `${MAX_AGE} Null removes it.` })
  maxAge?: number | null;

  @Field(() => Boolean, { nullable: true, description: ENABLED })
  enabled?: boolean | null;

  @Field(() => [String], { nullable: true, description: HOSTS })
  hosts?: string[] | null;
}

@InputType({ description: 'A new application. Left out: what most applications need.' })
export class CreateApplicationInput extends UpdateApplicationInput {
  @Field(() => ApplicationKind, {
    description: 'The way in which people sign in to it, which cannot be changed later.',
  })
  kind!: Kind;

  @Field(() => String, { description: NAME })
  declare name: string;
}

const orNull = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);

export const toApplicationType = (row: Application): ApplicationType => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  clientId: row.clientId,
  secretCreatedAt: orNull(row.secretCreatedAt),
  oldSecretCreatedAt: orNull(row.oldSecretCreatedAt),
  redirectUris: row.redirectUris,
  postLogoutRedirectUris: row.postLogoutRedirectUris,
  backchannelLogoutUri: row.backchannelLogoutUri,
  scopes: row.scopes,
  signingAlgorithm: row.signingAlgorithm,
  tokenEndpointAuthMethod: row.tokenEndpointAuthMethod,
  requirePkce: row.requirePkce,
  refreshTokens: row.refreshTokens,
  mayIntrospect: row.mayIntrospect,
  mayEnter: row.mayEnter,
  requireSecondFactor: row.requireSecondFactor,
  maxAge: row.maxAge,
  enabled: row.enabled,
  createdAt: new Date(row.createdAt),
});

export const HOSTS_OF = HOSTS;
