import { createHash } from 'node:crypto';
import { Not } from 'typeorm';
import type { Ground } from '../../accounts/ground.js';
import { type Acting, actorOf } from '../../platform/acting/guard.js';
import { Refusal } from '../../platform/refusal.js';
import { Logo } from '../../settings/logo.entity.js';
import { pictureType } from '../../settings/picture-type.js';
import { Settings } from '../../settings/settings.entity.js';
import { THE_ROW } from '../../settings/settings.service.js';

/** Bytes: a column of MySQL holds them, and a request with them in base64 is below the limit of all requests. */
export const LARGEST_LOGO = 64_000;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The picture beside the service's name. It is in the database, since all servers show it. */
export class LogoService {
  constructor(private readonly needs: Ground) {}

  async find(hash: string): Promise<Logo | null> {
    return this.needs.database.manager.findOneBy(Logo, { hash });
  }

  /** In place of what there was. `image` is base64; throws BAD_USER_INPUT unless it is a small picture without scripts. */
  async set(acting: Acting, image: string): Promise<void> {
    const content = Buffer.from(image, 'base64');
    const mediaType = pictureType(content);
    if (!BASE64.test(image) || mediaType === null)
      throw refused('image must be a PNG, JPEG or WebP picture.');
    if (content.length > LARGEST_LOGO) throw refused('image must not be larger than 64 kB.');
    const hash = createHash('sha256').update(content).digest('hex');
    await this.change(acting, { hash, mediaType, content });
  }

  async remove(acting: Acting): Promise<void> {
    await this.change(acting, null);
  }

  private async change(acting: Acting, logo: Logo | null): Promise<void> {
    const hash = logo?.hash ?? null;
    await this.needs.guard.transaction(acting, async (tx) => {
      // From here on nobody else changes it.
      await tx.increment(Settings, { id: THE_ROW }, 'version', 1);
      const { logoHash } = await tx.findOneByOrFail(Settings, { id: THE_ROW });
      if (logoHash === hash) return;
      await tx.update(Settings, { id: THE_ROW }, { logoHash: hash });
      await tx.delete(Logo, hash === null ? { hash: Not('') } : { hash: Not(hash) });
      if (logo) await tx.insert(Logo, logo);
      await this.needs.audit.record(tx, {
        action: 'settings.updated',
        actor: actorOf(acting),
        account: { id: null, login: null },
        details: { logo: { from: logoHash, to: hash } },
      });
    });
    this.needs.settings.forget();
  }
}

const refused = (message: string): Refusal => new Refusal('BAD_USER_INPUT', message, { field: 'image' });
