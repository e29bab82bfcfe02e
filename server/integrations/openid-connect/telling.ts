import type { Provider } from 'oidc-provider';
import { openIdAuthorized, openIdGranted, openIdRefused } from '../../platform/telemetry/diagnostics.js';

/** The errors' names are the standards', and no client's words. */
const refusedAt =
  (endpoint: string) =>
  (_context: unknown, { error }: { error: string }): void =>
    openIdRefused.publish({ endpoint, error });

/** Has the library tell what it gives, and what it refuses. */
export function tellOf(provider: Provider): void {
  provider.on('authorization.success', () => openIdAuthorized.publish({}));
  provider.on('grant.success', ({ oidc }) => {
    openIdGranted.publish({ grant: String(oidc.params?.['grant_type']) });
  });
  provider.on('authorization.error', refusedAt('authorize'));
  provider.on('grant.error', refusedAt('token'));
  provider.on('userinfo.error', refusedAt('userinfo'));
  provider.on('revocation.error', refusedAt('revoke'));
  provider.on('end_session.error', refusedAt('sign-out'));
}
