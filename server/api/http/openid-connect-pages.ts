import type { Request, Response } from 'express';
import type { Pages } from '../../integrations/openid-connect/configuration.js';
import type { Refusal } from '../../platform/refusal.js';
import { headersOf, statusOf } from '../refusals.js';
import { escaped, htmlPage } from './html-page.js';

const page = (title: string, body: string): string => htmlPage('en', title, body);

const errorPage = ({
  error,
  error_description: description,
}: {
  error: string;
  error_description?: string | undefined;
}): string =>
  page(
    'This did not work',
    `<p>Go back to the application, and begin anew.</p><p>${escaped(error)}${description === undefined ? '' : `: ${escaped(description)}`}</p>`,
  );

/** Shows what went wrong to somebody who cannot be sent back to an application with it. */
export function showError(response: Response, answer: { error: string }): void {
  response.status(400).type('html').send(errorPage(answer));
}

/** The same of a request that is refused before it is looked at. */
export function showRefusal(response: Response, refusal: Refusal): void {
  const answer = { error: 'temporarily_unavailable', error_description: refusal.message };
  response.status(statusOf(refusal.code)).set(headersOf(refusal)).type('html').send(errorPage(answer));
}

/** The few pages of OpenID Connect that are no pages of the dashboard. */
export const openIdConnectPages: Pages = {
  error: (context, answer) => {
    context.type = 'html';
    context.body = errorPage(answer);
  },
  signOut: (context, form) => {
    const application = context.oidc.client?.clientName;
    const from = application === undefined ? '' : `<p>You have signed out of ${escaped(application)}.</p>`;
    context.type = 'html';
    context.body = page(
      'Sign out everywhere?',
      `${from}${form}<p><button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button> <button type="submit" form="op.logoutForm">Stay signed in</button></p>`,
    );
  },
  signedOut: (context) => {
    context.type = 'html';
    context.body = page('Signed out', '<p>You can close this page.</p>');
  },
};

/**
 * What those pages may do: nothing, but send their own form; what that redirects to counts as well (CSP3 §6.4.2, as
 * Chromium has it). The library adds the hash of the only script that it knows.
 */
export function pagePolicy({ query }: Request): string {
  const { post_logout_redirect_uri: uri, redirect_uri: other } = query;
  const origins = [uri, other].flatMap((one) =>
    typeof one === 'string' && URL.canParse(one) ? [new URL(one).origin] : [],
  );
  const plain = origins.filter((origin) => /^https?:\/\/[\w.:[\]-]+$/.test(origin));
  return [
    "default-src 'none'",
    'script-src',
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ['form-action', "'self'", ...plain].join(' '),
  ].join('; ');
}
