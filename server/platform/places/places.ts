import ipaddr from 'ipaddr.js';
import type { AsnResponse, CityResponse, CountryResponse } from 'mmdb-lib';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Locale } from '../locale.js';
import { MmdbFile } from './mmdb-file.js';

/** Databases in MaxMind's format, such as GeoLite2 or DB-IP; undefined: none. */
export interface PlacesConfig {
  /** Of cities, or of countries alone. */
  cityFile: string | undefined;
  /** Of the networks that addresses belong to (ASN). */
  networkFile: string | undefined;
}

/** Roughly where an address is. */
export interface Place {
  /** ISO 3166-1, two letters. */
  country: string | null;
  city: string | null;
  /** Who runs the network. */
  network: string | null;
  /** Of a network of one's own, which is on no map. */
  isLocal: boolean;
}

const LOCAL: readonly string[] = ['private', 'loopback', 'linkLocal', 'uniqueLocal'];

/**
 * Where addresses are, said when they are shown: nothing of it is kept, so that a better database is better for what
 * happened before as well.
 */
export class Places {
  private readonly cities: MmdbFile<CityResponse & CountryResponse> | null;
  private readonly networks: MmdbFile<AsnResponse> | null;

  constructor({ cityFile, networkFile }: PlacesConfig, needs: { clock: Clock; log: Logger }) {
    this.cities = cityFile === undefined ? null : new MmdbFile(needs, 'GEOIP_CITY', cityFile);
    this.networks = networkFile === undefined ? null : new MmdbFile(needs, 'GEOIP_ASN', networkFile);
  }

  /** Reads what is configured, so that a start tells what is wrong with it. */
  async load(): Promise<void> {
    await Promise.all([this.cities?.refresh(), this.networks?.refresh()]);
  }

  /** Null: nothing is known, or configured. Names of cities are in that language where the database has them. */
  async of(ipAddress: string | null, locale: Locale): Promise<Place | null> {
    if ((this.cities ?? this.networks) === null) return null;
    if (ipAddress === null || !ipaddr.isValid(ipAddress)) return null;
    const address = ipaddr.process(ipAddress);
    if (LOCAL.includes(address.range())) return { country: null, city: null, network: null, isLocal: true };
    const text = address.toString();
    const [place, network] = await Promise.all([this.cities?.entry(text), this.networks?.entry(text)]);
    const country = textIn((place?.country ?? place?.registered_country)?.iso_code);
    const known = {
      country: country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
      city: textIn(nameIn(place?.city?.names, locale)),
      network: textIn(network?.autonomous_system_organization),
    };
    return Object.values(known).some((one) => one !== null) ? { ...known, isLocal: false } : null;
  }
}

/** In English where there is no other. */
function nameIn(names: unknown, locale: Locale): unknown {
  if (typeof names !== 'object' || names === null) return undefined;
  const byLocale = names as Record<string, unknown>;
  return byLocale[locale] ?? byLocale['en'];
}

/** What a database of somebody else's says may be anything. */
const textIn = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 100) : null;
