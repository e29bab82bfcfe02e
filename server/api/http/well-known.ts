import { Router } from 'express';
import { type AccountPageConfig, accountPages } from '../../accounts/account-page.js';
import type { WebAuthnConfig } from '../../factors/security-keys/webauthn-config.js';

const CACHED_FOR = 'public, max-age=3600';

/**
 * The files in which browsers, phones and password managers look up what belongs together. 404 when not configured.
 * Those of `/.well-known/` are asked for at the root of the host (RFC 8615 §3), wherever below it we are.
 */
export function wellKnownRoutes(
  config: AccountPageConfig & { webAuthn: WebAuthnConfig },
  publicUrl: string,
): Router {
  const { webAuthn } = config;
  const router = Router();
  const file = (path: string, isConfigured: boolean, contentType: string, content: object): void => {
    if (!isConfigured) return;
    const body = JSON.stringify(content);
    router.get(path, (_request, response) => {
      response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': CACHED_FOR }).end(body);
    });
  };

  // Digital Asset Links: which Android apps share our credentials.
  file(
    '/.well-known/assetlinks.json',
    webAuthn.androidApps.length > 0,
    'application/json',
    webAuthn.androidApps.map(({ packageName, fingerprint }) => ({
      relation: ['delegate_permission/common.handle_all_urls', 'delegate_permission/common.get_login_creds'],
      target: {
        namespace: 'android_app',
        package_name: packageName,
        sha256_cert_fingerprints: [fingerprint],
      },
    })),
  );
  file('/.well-known/apple-app-site-association', webAuthn.appleApps.length > 0, 'application/json', {
    webcredentials: { apps: webAuthn.appleApps },
  });
  // Related origins (WebAuthn L3 §5.11.1).
  file('/.well-known/webauthn', webAuthn.origins.length > 0, 'application/json', {
    origins: [new URL(publicUrl).origin, ...webAuthn.origins],
  });
  // FIDO AppID and Facet Specification §3.1.1.
  file('/u2f/facets.json', webAuthn.u2fFacets.length > 0, 'application/fido.trusted-apps+json', {
    trustedFacets: [{ version: { major: 1, minor: 0 }, ids: webAuthn.u2fFacets }],
  });
  const pages = accountPages(config, publicUrl);
  file('/.well-known/passkey-endpoints', true, 'application/json', {
    enroll: pages.factors,
    manage: pages.factors,
  });
  // W3C A Well-Known URL for Changing Passwords.
  router.get('/.well-known/change-password', (_request, response) => {
    response.set('Cache-Control', CACHED_FOR).redirect(302, pages.password);
  });
  return router;
}
