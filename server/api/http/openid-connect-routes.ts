import type { IncomingMessage } from 'node:http';
import { parse } from 'cookie';
import express, { type Request, type Response, Router } from 'express';
import type { Provider } from 'oidc-provider';
import { SECOND } from '../../platform/clock.js';
import type { Session } from '../../platform/acting/session.js';
import { interactionIn } from '../../integrations/openid-connect/interactions.service.js';
import type { Integrations } from '../../integrations/create-integrations.js';
import type { OpenIdConnect } from '../../integrations/openid-connect/create-openid-connect.js';
import type { Sessions } from '../../sessions/create-sessions.js';
import { clientAddress } from './client-address.js';
import { signInPage } from './continue.js';
import { Cookies, type CookieOptions } from './cookies.js';
import { openIdConnectPages, sendingPolicy, showRefusal } from './openid-connect-pages.js';
import type { Pages } from './pages.js';
import { publicPath } from './public-path.js';

const OURS = /^\/(oauth2\/|\.well-known\/(openid-configuration|oauth-authorization-server)$)/;
/** Where the browser's session counts; elsewhere applications speak for themselves. */
const FOR_BROWSERS = /^\/oauth2\/(authorize|sign-out|interaction)(\/|$)/;
/** Where the library keeps something of a request, be it a stranger's. */
const KEEPS_STRANGERS = /^\/oauth2\/(authorize|sign-out)(\/|$)/;
/** Where browsers may also be sent by a form (Core §3.1.2.1, RP-Initiated Logout §2). */
const TAKES_FORMS = ['/oauth2/authorize', '/oauth2/sign-out'];
// What proxies take for a request's line.
const LONGEST_FORM = 7000;
const CONFIRMS_SIGN_OUT = '/oauth2/sign-out/confirm';
/** What a request says of the proxies that it came through; what we are called is PUBLIC_URL's, whoever asks. */
const SAID_BY_PROXIES = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
];

type Needs = Pick<Sessions, 'sessions' | 'tokens'> &
  Pick<OpenIdConnect, 'openIdConnect' | 'oidcScope' | 'oidcStepUp' | 'oidcInteractions'> &
  Pick<Integrations, 'applications'>;

/** OpenID Connect at `/oauth2/…`, and the way back to it from the sign-in page. */
export function openIdConnectRoutes(services: Needs, options: CookieOptions, pages: Pages): Router {
  const { applications } = services;
  services.openIdConnect.show(openIdConnectPages(pages, applications, options.publicUrl));
  const router = Router();

  // Our cookies are not sent with a form of another site, but with the request that it is redirected to.
  router.post(
    TAKES_FORMS,
    express.text({ type: 'application/x-www-form-urlencoded', limit: LONGEST_FORM }),
    (request, response) => {
      const asked = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      const to = publicPath(options.publicUrl) + request.path;
      response.set('Cache-Control', 'no-store').redirect(303, `${to}?${asked.toString()}`);
    },
  );

  router.use(async (request, response, next) => {
    const provider = OURS.test(request.path) ? await services.openIdConnect.provider() : null;
    if (!provider) {
      const clientId = KEEPS_STRANGERS.test(request.path) ? request.query['client_id'] : undefined;
      const off = typeof clientId === 'string' ? await applications.findByClientId(clientId) : null;
      if (off) await pages.send(request, response, 400, 'SWITCHED_OFF', { application: off.name });
      else next();
      return;
    }
    const ipAddress = clientAddress(request);
    const cookies = new Cookies(request, response, options);
    const isBrowsers = FOR_BROWSERS.test(request.path);
    const session = isBrowsers ? await signedIn(services, cookies, ipAddress) : null;
    if (session === null && KEEPS_STRANGERS.test(request.path)) {
      const refusal = await services.oidcInteractions.whyNotBegun(ipAddress);
      if (refusal) {
        await showRefusal(pages, request, response, refusal);
        return;
      }
    }
    const asking = {
      signedIn: session && (await services.oidcStepUp.describe(session)),
      ipAddress,
      signOut:
        session && request.path === CONFIRMS_SIGN_OUT
          ? async () => {
              await services.tokens.signOut(session);
              cookies.dropToken();
            }
          : null,
      waitingSignOut: null,
    };
    response.set('Content-Security-Policy', sendingPolicy(request));
    await services.oidcScope.run(asking, () => {
      const uid = interactionIn(request.path);
      speakFor(request, options, session !== null);
      return uid === undefined
        ? provider.callback()(request, response)
        : interact(services, provider, { request, response, session, uid, options, pages });
    });
  });
  return router;
}

/** Whoever is signed in in this browser, and has nothing to set up first. */
async function signedIn(
  { sessions }: Needs,
  { token }: Cookies,
  ipAddress: string | null,
): Promise<Session | null> {
  return token === undefined ? null : sessions.authenticate(token, ipAddress);
}

/** Says to the library what it is called, which it would otherwise take from whatever the request says. */
function speakFor(request: IncomingMessage, { publicUrl, prefix }: CookieOptions, isSignedIn: boolean): void {
  const { host, protocol } = new URL(publicUrl);
  for (const name of SAID_BY_PROXIES) Reflect.deleteProperty(request.headers, name);
  request.headers.host = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  // It looks its session up only where there is a cookie of its own; ours decides whose that is.
  if (isSignedIn) request.headers.cookie = `${prefix}_oidc=1; ${request.headers.cookie ?? ''}`;
}

/** The person comes back from the sign-in page, or from anywhere with a link that they were given. */
async function interact(
  { oidcInteractions, oidcStepUp }: Needs,
  provider: Provider,
  {
    request,
    response,
    session,
    uid,
    options,
    pages,
  }: {
    request: Request;
    response: Response;
    session: Session | null;
    uid: string;
    options: CookieOptions;
    pages: Pages;
  },
): Promise<void> {
  const path = publicPath(options.publicUrl);
  response.set('Cache-Control', 'no-store');
  const isOwn = parse(request.headers.cookie ?? '')[`${options.prefix}_oidc_interaction`] === uid;
  const interaction = isOwn ? await oidcInteractions.find(uid) : null;
  if (!interaction) {
    await pages.send(request, response, 400, 'SIGN_IN_OVER', { href: pages.home });
    return;
  }
  const needed = await oidcInteractions.needed(interaction, session);
  if (!session || needed !== 'ENTER') {
    response.redirect(303, signInPage(options.publicUrl, `/oauth2/interaction/${uid}`));
    return;
  }
  if (oidcInteractions.isOfAnother(interaction, session)) {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(interaction.params)) asked.set(name, String(value));
    response.redirect(303, `${path}/oauth2/authorize?${asked.toString()}`);
    return;
  }
  if (oidcInteractions.isForAnother(interaction, session)) {
    const error_description = 'somebody else is signed in';
    await provider.interactionFinished(request, response, { error: 'login_required', error_description });
    return;
  }
  const { proofs, acr, amr } = await oidcStepUp.describe(session);
  await provider.interactionFinished(request, response, {
    login: { accountId: session.account.id, ts: Math.floor(proofs.any / SECOND), acr, amr: [...amr] },
  });
}
