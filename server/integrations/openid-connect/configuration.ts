import type {
  Configuration,
  errors as Errors,
  interactionPolicy,
  KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import type { JWK } from 'jose';
import type { ContactsService } from '../../accounts/contacts/contacts.service.js';
import type { MembershipsService } from '../../accounts/groups/memberships.service.js';
import { randomSecret } from '../../platform/encryption/secrets.js';
import { DAY, MINUTE, SECOND } from '../../platform/clock.js';
import type { Ground } from '../../accounts/ground.js';
import type { AccountProfile } from '../../platform/acting/account-profile.js';
import { type AdapterNeeds, adapterFor, sidOf } from './oidc-adapter.js';
import { CLAIMS, claimsOf } from './claims.js';
import { OURS, ownMetadata } from './client.js';
import { mayEnter } from './entry.js';
import type { StepUpService } from './step-up.service.js';
import { ACR } from './step-up.js';

type Context = KoaContextWithOIDC;

/** The pages that the library has to show; what they look like is decided further up. */
export interface Pages {
  /** `error` is one of RFC 6749 §4.1.2.1; what else is said of it is for the application's administrator. */
  error: (
    context: Context,
    answer: { error: string; error_description?: string | undefined },
    cause: Error,
  ) => Promise<void>;
  /** Asks whether to sign out; `form` is to hold the buttons that send it. */
  signOut: (context: Context, form: string) => Promise<void>;
  signedOut: (context: Context) => Promise<void>;
}

/** What the library has that is made or called by hand. */
export interface Library {
  errors: typeof Errors;
  interactionPolicy: typeof interactionPolicy;
  Provider: typeof Provider;
}

export interface ConfigurationNeeds extends Ground, Omit<AdapterNeeds, 'errors' | 'scopes' | 'wantsSignOut'> {
  contacts: ContactsService;
  memberships: MembershipsService;
  stepUp: StepUpService;
  pages: Pages;
  /** The path that PUBLIC_URL has, without a slash at its end. */
  path: string;
  /** What the names of our cookies begin with. */
  cookiePrefix: string;
}

const seconds = (milliseconds: number): number => milliseconds / SECOND;

// As long as a session can last: it is by their session, whatever its length, that grants and refresh tokens end.
const WITH_SESSION = seconds(400 * DAY);

/** Where the library is not as it comes, this says why; `test/integrations/openid-connect` watches for its warnings. */
export function configurationOf(
  needs: ConfigurationNeeds,
  { errors, interactionPolicy: policy, Provider }: Library,
  keys: readonly JWK[],
  scopes: readonly string[],
): Configuration {
  const off = { enabled: false };
  return {
    adapter: adapterFor({
      ...needs,
      errors,
      scopes,
      wantsSignOut: () => Provider.ctx?.oidc.params?.['logout'] !== undefined,
    }),
    jwks: { keys },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oauth2/userinfo',
      jwks: '/oauth2/jwks',
      revocation: '/oauth2/revoke',
      end_session: '/oauth2/sign-out',
    },
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access', ...scopes.filter((scope) => scope !== 'openid')],
    claims: CLAIMS,
    acrValues: [ACR.one, ACR.two],
    subjectTypes: ['public'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    // HMACs would have to be made with secrets that we do not have.
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'ES256'],
      requestObjectSigningAlgValues: ['RS256', 'ES256'],
    },
    extraClientMetadata: { properties: [OURS] },
    // Of two addresses the application has to say which; of one it may change its mind, too.
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: (_context, client) => ownMetadata(client).requirePkce },
    // The default asks for offline_access and for consent, which nobody has to give to the suite's own programs.
    issueRefreshToken: (_context, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
    // Clients with a secret ask for several at once; of the others, who is late may be a thief (RFC 9700 §4.14.2).
    rotateRefreshToken: ({ oidc }) => oidc.client?.clientAuthMethod === 'none',
    // Everything ends with the session that it was given in, by foreign keys.
    expiresWithSession: () => Promise.resolve(false),
    ttl: {
      AccessToken: seconds(60 * MINUTE),
      AuthorizationCode: seconds(MINUTE),
      IdToken: seconds(60 * MINUTE),
      Interaction: seconds(60 * MINUTE),
      Session: seconds(60 * MINUTE),
      Grant: WITH_SESSION,
      RefreshToken: WITH_SESSION,
    },
    cookies: {
      names: {
        session: `${needs.cookiePrefix}_oidc`,
        interaction: `${needs.cookiePrefix}_oidc_interaction`,
        resume: `${needs.cookiePrefix}_oidc_resume`,
      },
    },
    features: {
      devInteractions: off,
      dPoP: off,
      pushedAuthorizationRequests: off,
      resourceIndicators: off,
      revocation: { enabled: true, allowedPolicy: revocationAllowed },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => needs.pages.signOut(context, form),
        postLogoutSuccessSource: (context) => needs.pages.signedOut(context),
      },
    },
    // Programs of the suite have private addresses, which the library's dispatcher would refuse; administrators name them.
    fetch: (url, options) => {
      const { dispatcher: _dispatcher, ...plain } = { dispatcher: undefined, ...options };
      return globalThis.fetch(url, plain);
    },
    clientBasedCORS: (context, origin, client) =>
      (context.oidc.route === 'userinfo' || client.clientAuthMethod === 'none') &&
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    renderError: (context, answer, cause) => needs.pages.error(context, answer, cause),
    findAccount: async (_context, accountId, token) => {
      const account = await accountFor(needs, accountId, token);
      return (
        account && {
          accountId,
          claims: (_use, scope) => claimsOf(account, scope.split(' '), needs),
        }
      );
    },
    // A grant for each authorization: who revokes what came of one code leaves the others.
    loadExistingGrant: async (context) => newGrant(context, needs, errors),
    interactions: {
      url: (_context, { uid }) => `${needs.path}/oauth2/interaction/${uid}`,
      policy: policyOf(needs, policy),
    },
  };
}

/** Nobody learns, or ends, what another application was given. */
const revocationAllowed = (
  _context: Context,
  client: { clientId: string },
  token: { clientId?: string | undefined },
): Promise<boolean> => Promise.resolve(token.clientId === client.clientId);

/** Who is signed in here, or in whose session the token was given. */
async function accountFor(
  { records, scope }: ConfigurationNeeds,
  accountId: string,
  token: { kind: string; jti: string } | undefined,
): Promise<AccountProfile | undefined> {
  const { signedIn, ipAddress } = scope.asking;
  const session = token
    ? (await records.inSession(token.kind, token.jti, ipAddress))?.session
    : signedIn?.session;
  return session?.account.id === accountId ? session.account : undefined;
}

async function newGrant(
  { oidc }: Context,
  { scope, audit }: ConfigurationNeeds,
  errors: typeof Errors,
): Promise<InstanceType<typeof oidc.provider.Grant> | undefined> {
  const { signedIn } = scope.asking;
  const { client, session } = oidc;
  if (!signedIn || !client || !session) return undefined;
  const { id, ...door } = ownMetadata(client);
  const { account, actor, tokenId } = signedIn.session;
  if (!mayEnter(door, account)) {
    await audit.recordAlone({
      action: 'oidc.refused',
      actor,
      details: { applicationId: id, name: client.clientName, reason: 'NOT_ALLOWED' },
    });
    throw new errors.AccessDenied('this account may not enter this application');
  }
  session.sidFor(client.clientId, sidOf(tokenId, id));
  const grant = new oidc.provider.Grant({ accountId: account.id, clientId: client.clientId });
  grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '));
  // It is written once nothing is missing: see policyOf.
  grant.jti = randomSecret();
  return grant;
}

/** What the person has to do before they may enter. There is no consent: administrators decide which programs there are. */
function policyOf(
  { stepUp }: ConfigurationNeeds,
  { base, Check, Prompt }: typeof interactionPolicy,
): interactionPolicy.DefaultPolicy {
  const policy = base();
  const signIn = policy.get('login');
  // Of max_age and acr_values ours is the only judge, by our clock, and by what is proved in the session.
  signIn?.checks.remove('max_age');
  signIn?.checks.add(
    new Check('step_up', 'the person has to prove themselves again', 'login_required', async ({ oidc }) => {
      const step = await stepUp.stepFor(oidc);
      return step === 'ENTER' ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  policy.remove('consent');
  // Clients may ask for it (Core §3.1.2.1), and are as if they had not. It is the last that is looked at.
  const consent = new Prompt({ name: 'consent', requestable: true });
  consent.checks.clear();
  consent.checks.add(
    new Check('granted', 'what was asked for is not granted', async ({ oidc }) => {
      await oidc.entities.Grant?.save();
      return Check.NO_NEED_TO_PROMPT;
    }),
  );
  policy.add(consent);
  return policy;
}
