import type { PlaceFieldsFragment } from '#client/operations';
import { useTexts } from './texts';

type Place = PlaceFieldsFragment | null;

/** Where addresses are, in the viewer's language. */
export function usePlaces() {
  const { language, t } = useTexts();
  /** "Berlin, Germany (Deutsche Telekom AG)", as far as it is known. */
  const place = (known: Place): string | null => {
    if (known === null) return null;
    const { country, city, network, isLocal } = known;
    if (isLocal) return t('place.local');
    const countryName = country && new Intl.DisplayNames([language], { type: 'region' }).of(country);
    const where = [city, countryName].filter(Boolean).join(', ');
    if (network === null) return where;
    return where === '' ? network : `${where} (${network})`;
  };
  return {
    place,
    /** The address, and where that is; nothing where there is none. */
    address: (seen: { ipAddress: string | null; place: Place }): string[] =>
      [seen.ipAddress, place(seen.place)].filter((part) => part !== null),
  };
}
