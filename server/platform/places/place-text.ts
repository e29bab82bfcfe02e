import type { Locale } from '../locale.js';
import type { Place } from './places.js';

/** "Berlin, Germany (Deutsche Telekom AG)", as far as it is known; `local` is what a network of one's own is called. */
export function placeText({ country, city, network, isLocal }: Place, locale: Locale, local: string): string {
  if (isLocal) return local;
  const countryName =
    country === null ? null : (new Intl.DisplayNames([locale], { type: 'region' }).of(country) ?? country);
  const where = [city, countryName].filter((part) => part !== null).join(', ');
  if (network === null) return where;
  return where === '' ? network : `${where} (${network})`;
}
