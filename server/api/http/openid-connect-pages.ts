import type { Request, Response } from 'express';
import type { Pages as OpenIdConnectPages } from '../../integrations/openid-connect/configuration.js';
import type { ApplicationsService } from '../../integrations/applications/applications.service.js';
import type { Refusal } from '../../platform/refusal.js';
import { headersOf, statusOf } from '../refusals.js';
import type { PageName } from './page-texts/texts.js';
import type { Pages } from './pages.js';

/** The few pages of OpenID Connect that are no pages of the dashboard. */
export function openIdConnectPages(
  pages: Pages,
  applications: ApplicationsService,
  publicUrl: string,
): OpenIdConnectPages {
  const show = async (
    context: Parameters<OpenIdConnectPages['signedOut']>[0],
    ...[name, about]: [PageName, Parameters<Pages['page']>[2]]
  ): Promise<void> => {
    const { html, headers } = await pages.page(name, context.get('accept-language'), about);
    context.set(headers);
    context.body = html;
  };
  return {
    error: async (context, answer, cause) => {
      const clientId = context.oidc.params?.['client_id'] ?? context.query['client_id'];
      const application = typeof clientId === 'string' ? await applications.findByClientId(clientId) : null;
      const name =
        application?.enabled === false
          ? 'SWITCHED_OFF'
          : nameOf(answer, { isOver: cause.name === 'SessionNotFound', route: context.oidc.route });
      await show(context, name, {
        application: application?.name ?? null,
        href: name === 'SIGN_IN_OVER' ? pages.home : undefined,
        detail: { code: answer.error, description: answer.error_description },
      });
    },
    signOut: (context, form) =>
      show(context, 'SIGN_OUT', {
        signOut: { id: 'op.logoutForm', form, stay: null },
        formTargets: formTargets(context.query),
      }),
    signedOut: (context) => show(context, 'SIGNED_OUT', { href: `${publicUrl}/sign-in` }),
  };
}

/** Whose mistake it is, by the library's words for it. */
function nameOf(
  { error, error_description: description = '' }: { error: string; error_description?: string | undefined },
  { isOver, route }: { isOver: boolean; route: string },
): PageName {
  if (error === 'server_error') return 'BROKEN';
  if (isOver) return 'SIGN_IN_OVER';
  if (route === 'end_session_confirm') return 'CODE_USED';
  if (error === 'invalid_client') return 'UNKNOWN_APPLICATION';
  const isAddress = error === 'invalid_redirect_uri' || description.startsWith('post_logout_redirect_uri');
  return isAddress ? 'WRONG_ADDRESS' : 'BAD_REQUEST';
}

/** The same of a request that is refused before it is looked at. */
export async function showRefusal(
  pages: Pages,
  request: Request,
  response: Response,
  refusal: Refusal,
): Promise<void> {
  response.set(headersOf(refusal));
  const name = refusal.code === 'TOO_MANY_ATTEMPTS' ? 'TOO_MANY' : 'UNAVAILABLE';
  await pages.send(request, response, statusOf(refusal.code), name);
}

/**
 * What the library's own page may do, which sends a form by itself: nothing else; what that redirects to counts as well
 * (CSP3 §6.4.2, as Chromium has it). The library adds the hash of the only script that it knows.
 */
export const sendingPolicy = ({ query }: Request): string =>
  [
    "default-src 'none'",
    'script-src',
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ['form-action', "'self'", ...formTargets(query)].join(' '),
  ].join('; ');

/** Where signing out may lead. */
function formTargets(query: Record<string, unknown>): string[] {
  const { post_logout_redirect_uri: uri, redirect_uri: other } = query;
  const origins = [uri, other].flatMap((one) =>
    typeof one === 'string' && URL.canParse(one) ? [new URL(one).origin] : [],
  );
  return origins.filter((origin) => /^https?:\/\/[\w.:[\]-]+$/.test(origin));
}
