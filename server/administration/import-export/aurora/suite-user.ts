/** What is kept of a person in the suite's database, as it stands there; times are seconds. */
export interface SuiteUser {
  id: number;
  uuid: string;
  publicId: string;
  name: string;
  isDisabled: boolean;
  /** 0: of all; 1: of a tenant; 2: nobody's administrator. */
  role: number;
  /** Such as “English”. */
  language: string;
  /** Those of the modules that are imported; null: they cannot be read. */
  properties: SuiteProperties | null;
  keys: SuiteKey[];
  devices: SuiteDevice[];
}

/** By their names there, without the module's before them. */
export interface SuiteProperties {
  secret: unknown;
  isEncryptedSecret: unknown;
  backupCodes: unknown;
  showRecommendation: unknown;
  ipAllowList: unknown;
}

export interface SuiteKey {
  id: number;
  name: string;
  /** JSON. */
  keyData: string;
  createdAt: number;
}

export interface SuiteDevice {
  name: string;
  customName: string;
  ipAddress: string;
  createdAt: number;
  lastUsedAt: number;
}

export const PROPERTIES = {
  secret: ['TwoFactorAuth::Secret'],
  isEncryptedSecret: ['TwoFactorAuth::IsEncryptedSecret'],
  backupCodes: ['TwoFactorAuth::BackupCodes'],
  showRecommendation: ['TwoFactorAuth::ShowRecommendationToConfigure'],
  // Until July 2021 the list was this module's own.
  ipAllowList: ['IPAllowList::IPAllowList', 'TwoFactorAuth::IPAllowList'],
} as const satisfies Record<keyof SuiteProperties, readonly string[]>;

/** The properties of modules that are imported, by whatever gives the value of a name. */
export function propertiesBy(valueOf: (name: string) => unknown): SuiteProperties {
  const first = (names: readonly string[]): unknown => names.map(valueOf).find((value) => value != null);
  return {
    secret: first(PROPERTIES.secret),
    isEncryptedSecret: first(PROPERTIES.isEncryptedSecret),
    backupCodes: first(PROPERTIES.backupCodes),
    showRecommendation: first(PROPERTIES.showRecommendation),
    ipAllowList: first(PROPERTIES.ipAllowList),
  };
}

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
export const numberOf = (value: unknown, otherwise = 0): number =>
  value == null ? otherwise : Number(value);
