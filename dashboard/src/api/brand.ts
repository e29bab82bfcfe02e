import { useQuery } from '@tanstack/react-query';
import type { PublicSettingsQuery } from '#client/operations';
import { publicSettingsQuery } from './public-settings';

/** What the service is called, how it looks, and whom people turn to. Null: nothing is set. */
export interface Brand extends Pick<
  PublicSettingsQuery['publicSettings'],
  'accentColour' | 'logoPath' | 'helpUrl' | 'helpText'
> {
  /** Empty until it is known, so that no other name flashes by. */
  name: string;
}

const UNKNOWN: Brand = { name: '', accentColour: null, logoPath: null, helpUrl: null, helpText: null };

/** The server puts it into the page, so that the first that is seen has the right name and colour. */
const ofPage = document.documentElement.dataset['brand'];
const first = ofPage === undefined ? UNKNOWN : (JSON.parse(ofPage) as Brand);

export function useBrand(): Brand {
  const { data } = useQuery(publicSettingsQuery);
  if (!data) return first;
  const { serviceName: name, accentColour, logoPath, helpUrl, helpText } = data;
  return { name, accentColour, logoPath, helpUrl, helpText };
}
