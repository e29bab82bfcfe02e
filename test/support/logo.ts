import { toBuffer } from 'qrcode';
import type { Client } from './client.js';

export const SET_LOGO = 'mutation ($image: String!) { setLogo(image: $image) { logoPath } }';
export const REMOVE_LOGO = 'mutation { removeLogo { logoPath } }';

/** A PNG; of another text it is another picture. */
export const picture = (text = 'logo'): Promise<Buffer> => toBuffer(text, { margin: 1, scale: 4 });

/** Where it is then. */
export async function setLogo(admin: Client, content: Buffer): Promise<string> {
  const { setLogo: settings } = await admin.data<{ setLogo: { logoPath: string } }>(SET_LOGO, {
    image: content.toString('base64'),
  });
  return settings.logoPath;
}
