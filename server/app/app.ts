import 'reflect-metadata';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import express, { type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { type Clock, SECOND } from '../platform/clock.js';
import { openDatabase } from './data-source.js';
import type { Database } from '../platform/database/database.js';
import { createApollo } from '../api/graphql/apollo.js';
import { type Context, sessionOf } from '../platform/graphql/context.js';
import { type AccessRule, accessRule } from '../api/access.js';
import { authChecker } from '../api/graphql/authorization.js';
import { executableSchema } from '../api/graphql/schema.js';
import { backendRoute } from '../api/http/backend-routes.js';
import { clientAddress, trustProxies } from '../api/http/client-address.js';
import { continueRoute } from '../api/http/continue.js';
import { Cookies } from '../api/http/cookies.js';
import { crossOrigin } from '../api/http/cross-origin.js';
import { dashboardRoutes } from '../api/http/dashboard.js';
import { exportRoutes } from '../api/http/exports.js';
import { forwardCheck } from '../api/http/forward-check.js';
import { forwardRoutes } from '../api/http/forward-routes.js';
import type { Answerer } from '../api/http/before-express.js';
import { graphqlExplorer } from '../api/http/graphql-explorer.js';
import { graphqlRoute } from '../api/http/graphql-route.js';
import { healthRoutes } from '../api/http/health.js';
import { introspectionRoute } from '../api/http/introspection-route.js';
import { logoRoute } from '../api/http/logo-route.js';
import { openIdConnectRoutes } from '../api/http/openid-connect-routes.js';
import { Pages, wantsPage } from '../api/http/pages.js';
import { publicPath, withoutPath } from '../api/http/public-path.js';
import { sendRefusal } from '../api/refusals.js';
import { requestLog } from '../api/http/request-log.js';
import { requestContext } from '../api/http/request-context.js';
import { requestErrors } from '../api/http/request-errors.js';
import { securityHeaders } from '../api/http/security-headers.js';
import { signOutRoute } from '../api/http/sign-out.js';
import { SignInGate } from '../api/http/sign-in-gate.js';
import { wellKnownRoutes } from '../api/http/well-known.js';
import type { Permission } from '../platform/acting/permissions.js';
import { Refusal } from '../platform/refusal.js';
import type { FactorPlugin } from '../factors/plugin.js';
import { whyNoKeys } from '../factors/security-keys/relying-party.js';
import { createServices, type Services } from './services.js';
import type { Session } from '../platform/acting/session.js';

export interface App {
  /** Where browsers find it. */
  url: string;
  port: number;
  services: Services;
  database: Database;
  /** Lets requests and jobs under way finish, then closes. */
  stop(): Promise<void>;
}

/**
 * Longer than proxies keep an idle connection (60 s by default, as docker/nginx.conf says): whoever closes first must be
 * the one who sends next, or now and then a request meets a connection that is just being closed, and is a 502.
 */
const KEEP_ALIVE = 72 * SECOND;

/** Opens and migrates the database, then serves. */
export async function startApp(options: {
  config: Config;
  clock: Clock;
  log: Logger;
  /** Beside those of the registry. */
  moreFactors?: readonly FactorPlugin[];
}): Promise<App> {
  const { config, log } = options;
  for (const warning of config.warnings) log.warn(warning);
  const database = await openDatabase(config.database);
  const httpServer = createServer({
    // Enough for the cookies of browsers in which a hundred people have signed in: each was given one of its own once.
    maxHeaderSize: 32 * 1024,
    keepAliveTimeout: KEEP_ALIVE,
    // A client that trickles a request in (Slowloris) holds a connection no longer than this.
    requestTimeout: config.requestSeconds * SECOND,
    headersTimeout: config.requestSeconds * SECOND,
    connectionsCheckingInterval: SECOND,
  });
  httpServer.maxHeadersCount = 100;
  // Slow readers are disconnected too, but later than the database timeout.
  httpServer.timeout = 2 * config.requestSeconds * SECOND;
  httpServer.maxConnections = config.maxConnections;
  try {
    // Requests that come before all is wired wait for it.
    const early: [IncomingMessage, ServerResponse][] = [];
    const hold = (...request: [IncomingMessage, ServerResponse]): void => void early.push(request);
    httpServer.on('request', hold);
    httpServer.listen(config.port, config.host);
    await once(httpServer, 'listening');
    const { port } = httpServer.address() as AddressInfo;
    const url = config.publicUrl ?? `http://localhost:${port}`;

    const noKeys = whyNoKeys(config, url);
    if (noKeys !== null) log.warn(noKeys);
    const services = await createServices({ ...options, database, publicUrl: url });
    await services.attestationPolicy.load();
    await services.places.load();
    const mayReach = accessRule(services.proofs);
    const schema = executableSchema(services, authChecker(mayReach));
    const gate = new SignInGate(services.hasher);
    const apollo = createApollo({
      schema,
      httpServer,
      drainSeconds: config.shutdownSeconds,
      introspection: config.introspection,
      log,
      gate,
    });
    await apollo.start();

    let stopping = false;
    const secure = url.startsWith('https:');
    const headers = securityHeaders({ secure, includeSubDomains: config.hstsSubdomains });
    const handle = createHandler({
      ...options,
      url,
      services,
      database,
      apollo,
      gate,
      mayReach,
      headers,
      explorer: config.graphqlExplorer ? await graphqlExplorer({ secure, headers }) : undefined,
      isStopping: () => stopping,
    });
    httpServer.off('request', hold).on('request', handle);
    for (const request of early) handle(...request);
    await services.jobs.start();

    services.outbox.start();

    return {
      url,
      port,
      services,
      database,
      async stop() {
        stopping = true;
        await Promise.all([apollo.stop(), services.jobs.stop(config.shutdownSeconds * SECOND)]);
        await services.outbox.close();
        await services.laterWrites.settle();
        await database.close();
      },
    };
  } catch (error) {
    httpServer.close();
    await database.close();
    throw error;
  }
}

function createHandler(parts: {
  config: Config;
  clock: Clock;
  log: Logger;
  url: string;
  services: Services;
  database: Database;
  apollo: ApolloServer<Context>;
  gate: SignInGate;
  mayReach: AccessRule;
  /** Of every answer. */
  headers: Record<string, string>;
  explorer: Answerer | undefined;
  isStopping: () => boolean;
}): RequestListener {
  const { config, clock, log, url, services, headers } = parts;
  const secure = url.startsWith('https:');
  const path = publicPath(url);
  const { origin } = new URL(url);
  const app = express();
  app.disable('x-powered-by');
  const trust = trustProxies(app, config.trustedProxies);
  const cookieOptions = { publicUrl: url, prefix: config.cookiePrefix };
  const { forwardAuth } = services;
  const pages = new Pages(services.branding, url);
  app.use(withoutPath(path));
  const logged = requestLog(log, trust);
  app.use((request, response, next) => logged(request, response, request.path, () => next()));
  app.use((_request, response, next) => {
    response.set(headers);
    next();
  });
  app.use(healthRoutes(parts.database, services.newAccounts, parts.isStopping));
  app.use(wellKnownRoutes(config, url));
  app.use(continueRoute(url));
  app.use(
    forwardRoutes({
      forwardAuth,
      cookies: cookieOptions,
      pages,
      trust,
      clock,
      async sessionOf(request, response) {
        const { token } = new Cookies(request, response, cookieOptions);
        return token === undefined ? null : services.sessions.authenticate(token, clientAddress(request));
      },
    }),
  );
  app.use(openIdConnectRoutes(services, cookieOptions, pages));

  const contextParts = {
    sessions: services.sessions,
    tokens: services.tokens,
    guard: services.guard,
    clock,
    cookies: cookieOptions,
    allowedOrigins: config.allowedOrigins,
  };
  const contextOf = requestContext(contextParts);
  const contextBehindExpress = (request: Request, response: Response): Promise<Context> =>
    contextOf(request, response, clientAddress(request));
  const exporter = async (request: Request, response: Response, permission: Permission): Promise<Session> => {
    const session = sessionOf(await contextBehindExpress(request, response));
    await parts.mayReach(session, [permission]);
    return session;
  };
  app.use(exportRoutes(services, clock, exporter));
  app.use(signOutRoute({ publicUrl: url, pages, tokens: services.tokens, contextOf: contextBehindExpress }));
  app.use(logoRoute(services.logos));
  app.use(
    dashboardRoutes({
      secure,
      path,
      cookies: cookieOptions,
      branding: services.branding,
      twoFactor: services.twoFactor,
      offersPasswordReset: async () => services.resetLinks.isOnOffer(await services.settings.current()),
    }),
  );
  app.use(async (request, response) => {
    if (wantsPage(request)) await pages.send(request, response, 404, 'NOT_FOUND', { href: pages.home });
    else sendRefusal(response, new Refusal('NOT_FOUND', 'Nothing here.'));
  });
  app.use(requestErrors(log, pages));
  const shared = { publicUrl: url, logged, securityHeaders: headers, log };
  const answerers = [
    graphqlRoute({
      ...shared,
      apollo: parts.apollo,
      gate: parts.gate,
      contextOf: requestContext({ ...contextParts, machines: services.machines }),
      crossOrigin: crossOrigin(origin, config.allowedOrigins),
      explorer: parts.explorer,
    }),
    forwardCheck({ forwardAuth, trust, cookies: cookieOptions, pages, log }),
    introspectionRoute({ ...shared, introspection: services.introspection, factors: services.factors }),
    backendRoute({ ...shared, backends: services.backends }),
  ];
  return (request, response) => {
    if (!answerers.some((answers) => answers(request, response))) void app(request, response);
  };
}
