import type { Brand } from '../platform/brand.js';
import { isHelpLink } from './help-link.js';
import type { Settings } from './settings.entity.js';
import type { SettingsService } from './settings.service.js';

/** Where the logo is served, below PUBLIC_URL. */
export const LOGO_ADDRESS = '/branding/logo';

/** How the service presents itself: as administrators have set it, and else as configured. */
export class Branding {
  private readonly path: string;

  constructor(
    private readonly settings: SettingsService,
    /** The name for as long as none is set. */
    private readonly issuer: string,
    publicUrl: string,
  ) {
    this.path = new URL(publicUrl).pathname.replace(/\/$/, '');
  }

  async current(): Promise<Brand> {
    return this.of(await this.settings.current());
  }

  of(settings: Readonly<Settings>): Brand {
    const { serviceName, accentColour, helpUrl, helpText, logoHash } = settings;
    return {
      name: serviceName || this.issuer,
      accentColour: accentColour || null,
      // Once more: it becomes a link on pages that strangers are led to.
      helpUrl: isHelpLink(helpUrl) ? helpUrl : null,
      helpText: helpText || null,
      logoPath: logoHash === null ? null : `${this.path}${LOGO_ADDRESS}/${logoHash}`,
    };
  }

  /** As it is while nothing can be read. */
  get unset(): Brand {
    return { name: this.issuer, accentColour: null, helpUrl: null, helpText: null, logoPath: null };
  }
}
