import type { Logger } from 'pino';
import type { Provider } from 'oidc-provider';
import { Refusal } from '../../platform/refusal.js';
import type { Ground } from '../../accounts/ground.js';
import type { ThrottleService } from '../../accounts/throttle/throttle.service.js';
import { SECOND } from '../../platform/clock.js';
import type { ApplicationsService } from '../applications/applications.service.js';
import type { ClientSecretsService } from './client-secrets.service.js';
import { configurationOf, type ConfigurationNeeds, type Pages } from './configuration.js';
import { ownMetadata } from './client.js';
import type { OidcKeysService } from './oidc-keys.service.js';
import type { RequestScope } from './request-scope.js';
import { tellOf } from './telling.js';

/** How soon this server knows of keys and applications that another one has made. */
const LOOKED_AT_EVERY = SECOND;

interface Loaded {
  provider: Provider;
  /** What it was built of. */
  of: string;
}

/**
 * OpenID Connect, which is loaded once there is an application that needs it, and built anew where the keys or the
 * scopes that applications have are others.
 */
export class OpenIdConnectService {
  private loaded: Loaded | null = null;
  private lookedAt = -Infinity;
  private isNeeded = false;
  private looking: Promise<Provider | null> | undefined;
  private pages: Pages | undefined;

  constructor(
    private readonly needs: Ground &
      Omit<ConfigurationNeeds, 'pages'> & {
        applications: ApplicationsService;
        oidcKeys: OidcKeysService;
        throttle: ThrottleService;
        scope: RequestScope;
        log: Logger;
        clientSecrets: ClientSecretsService;
        /** Where browsers find us, and what tokens are issued by. */
        publicUrl: string;
      },
  ) {
    needs.applications.onChange(() => (this.lookedAt = -Infinity));
  }

  /** How its pages look; before it is asked for anything. */
  show(pages: Pages): void {
    this.pages = pages;
  }

  /** Null while no application needs it. */
  async provider(): Promise<Provider | null> {
    if (this.needs.clock.now() - this.lookedAt < LOOKED_AT_EVERY) {
      return this.isNeeded ? (this.loaded?.provider ?? null) : null;
    }
    return (this.looking ??= this.look().finally(() => (this.looking = undefined)));
  }

  private async look(): Promise<Provider | null> {
    const now = this.needs.clock.now();
    const all = await this.needs.applications.all();
    const clients = all.filter(({ kind, enabled }) => kind === 'OIDC' && enabled);
    this.isNeeded = clients.length > 0;
    if (this.isNeeded) {
      const keys = await this.needs.oidcKeys.published();
      const scopes = [...new Set(clients.flatMap((client) => client.scopes))].toSorted();
      const of = JSON.stringify([keys.map(({ id }) => id), scopes]);
      if (this.loaded?.of !== of) {
        const jwks = keys.map((key) => this.needs.oidcKeys.opened(key));
        this.loaded = { provider: await this.build(jwks, scopes), of };
      }
    }
    this.lookedAt = now;
    return this.isNeeded ? (this.loaded?.provider ?? null) : null;
  }

  private async build(
    jwks: Parameters<typeof configurationOf>[2],
    scopes: readonly string[],
  ): Promise<Provider> {
    const library = await import('oidc-provider');
    const { pages } = this;
    if (!pages) throw new Error('OpenID Connect has no pages to show');
    const configuration = configurationOf({ ...this.needs, pages }, library, jwks, scopes);
    const provider = new library.Provider(this.needs.publicUrl, configuration);
    // What it is behind is said to it by us alone: see api/http/openid-connect-routes.ts.
    provider.proxy = true;
    const { clientSecrets, scope, log } = this.needs;
    tellOf(provider);
    provider.on('server_error', (_context, err) => {
      log.error({ err }, 'a request of OpenID Connect failed');
    });
    // Secrets are kept as hashes, of which there may be two.
    provider.Client.prototype.compareClientSecret = async function compare(actual: string): Promise<boolean> {
      const { secretHashes, id } = ownMetadata(this);
      if (clientSecrets.isOneOf(actual, secretHashes)) return true;
      const presented = { client: this.clientId, secret: actual, ipAddress: scope.asking.ipAddress };
      const details = { applicationId: id, name: this.clientName, reason: 'WRONG_SECRET' };
      try {
        await clientSecrets.countWrong(presented, { action: 'oidc.refused', details });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new library.errors.CustomOIDCProviderError('slow_down', error.message);
      }
      return false;
    };
    return provider;
  }
}
