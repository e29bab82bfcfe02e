import { execFileSync } from 'node:child_process';
import {
  createCipheriv,
  createHash,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';
import { SoftAuthenticator } from './authenticator.js';
import { type Mariadb, startMariadb } from './mariadb.js';

/** The suite's ways to seal a value, in the order in which it has used them; `plain` is a TOTP secret before November 2020. */
export const GENERATIONS = ['plain', 'salt', 'md5', 'xxtea', 'gcm'] as const;
export type Generation = (typeof GENERATIONS)[number];

export function sealed(text: string, generation: Generation, key: string): string {
  const salt = `$2y$07$${key}$`;
  switch (generation) {
    case 'plain':
      return text;
    case 'salt':
      return xxtea(text, Buffer.from(salt));
    case 'md5':
      return xxtea(text, Buffer.from(createHash('md5').update(salt).digest('hex')));
    case 'xxtea':
      return xxtea(text, /^[0-9a-f]+$/.test(key) ? Buffer.from(key, 'hex') : Buffer.from(key));
    case 'gcm': {
      const nonce = randomBytes(12);
      const derived = Buffer.from(hkdfSync('sha256', key, '', 'aurora-encrypt-v3', 32));
      const cipher = createCipheriv('aes-256-gcm', derived, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from('V2'), nonce, cipher.getAuthTag(), body]).toString('base64url');
    }
  }
}

/** The encoder that the server has not got, after the paper's listing (“btea”, with n above 1). */
export function xxtea(text: string, keyBytes: Buffer): string {
  const bytes = Buffer.from(text);
  const n = Math.ceil(bytes.length / 4) + 1;
  const data = Buffer.alloc(n * 4);
  bytes.copy(data);
  data.writeUInt32LE(bytes.length, (n - 1) * 4);
  const key = Buffer.alloc(16);
  keyBytes.copy(key);
  const v = Array.from({ length: n }, (_, index) => data.readUInt32LE(index * 4));
  const k = [0, 4, 8, 12].map((offset) => key.readUInt32LE(offset));
  let [z, sum] = [v[n - 1]!, 0];
  for (let rounds = 6 + Math.floor(52 / n); rounds > 0; rounds--) {
    sum = (sum + 0x9e3779b9) >>> 0;
    const e = (sum >>> 2) & 3;
    for (let p = 0; p < n; p++) {
      const y = v[(p + 1) % n]!;
      const mx = (((z >>> 5) ^ (y << 2)) + ((y >>> 3) ^ (z << 4))) ^ ((sum ^ y) + (k[(p & 3) ^ e]! ^ z));
      z = v[p] = (v[p]! + mx) >>> 0;
    }
  }
  for (const [index, word] of v.entries()) data.writeUInt32LE(word, index * 4);
  return data.toString('base64url');
}

/** A security key that was registered at the suite, and what the suite keeps of it. */
export class SuiteAuthenticator {
  readonly credentialId = randomBytes(32);
  private readonly keys: { publicKey: KeyObject; privateKey: KeyObject };

  constructor(
    readonly algorithm: 'ES256' | 'RS256' = 'ES256',
    private readonly rpId = 'localhost',
  ) {
    this.keys =
      algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  }

  get keyData(): Record<string, unknown> {
    return {
      rpId: this.rpId,
      attestationFormat: 'none',
      credentialId: this.credentialId.toString('base64'),
      credentialPublicKey: this.keys.publicKey.export({ type: 'spki', format: 'pem' }),
      certificateChain: null,
      certificate: null,
      certificateIssuer: '',
      certificateSubject: '',
      signatureCounter: null,
      AAGUID: Buffer.alloc(16).toString('base64'),
    };
  }

  /** Answers a request for an assertion, of somebody with this UUID; `flags`: those of the authenticator. */
  answer(origin: string, options: Record<string, unknown>, uuid: string, flags?: number) {
    const authenticator = Object.assign(new SoftAuthenticator(origin), {
      credentialId: this.credentialId,
      key: {
        algorithm: 0,
        cose: Buffer.alloc(0),
        sign: (data: Uint8Array) => sign('sha256', data, this.keys.privateKey),
      },
      signCount: 7,
    });
    const userHandle = Buffer.from(Buffer.from(uuid).toString('base64'));
    return authenticator.get(options, { userHandle, ...(flags !== undefined && { flags }) });
  }
}

export interface SuitePerson {
  publicId: string;
  uuid?: string;
  name?: string;
  role?: number;
  disabled?: boolean;
  language?: string;
  /** Base32. */
  secret?: string;
  generation?: Generation;
  /** Used ones are empty. */
  codes?: string[];
  keys?: { name: string; data: unknown }[];
  devices?: { name: string; customName?: string; at: number }[];
  showRecommendation?: boolean;
  ipAllowList?: Record<string, { Comment: string }>;
  /** Instead of what is made of the above. */
  properties?: string;
}

/** A MariaDB with the tables of the suite, as its migrations leave them. */
export class SuiteDatabase {
  private constructor(
    private readonly mariadb: Mariadb,
    readonly connection: Connection,
    readonly key: string,
  ) {}

  static async start(key = randomBytes(16).toString('hex')): Promise<SuiteDatabase> {
    const mariadb = await startMariadb();
    const connection = await createConnection({ uri: mariadb.url, multipleStatements: true });
    return new SuiteDatabase(mariadb, connection, key);
  }

  get url(): string {
    return this.mariadb.url;
  }

  /** data/encryption_key.php, as the suite writes it. */
  get keyFile(): string {
    return `<?php \\Aurora\\System\\Api::$sEncryptionKey = "${this.key}";`;
  }

  async stop(): Promise<void> {
    await this.connection.end();
    await this.mariadb.remove();
  }

  dump(...options: string[]): string {
    const { hostname, port, pathname } = new URL(this.url);
    const place = [`--host=${hostname}`, `--port=${port}`, '--user=root'];
    return execFileSync('mariadb-dump', ['--no-defaults', ...place, ...options, pathname.slice(1)], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
  }

  async createTables(version: 8 | 9): Promise<void> {
    await this.connection.query(version === 9 ? NINE : EIGHT);
  }

  /** Adds somebody to the tables of version 9. */
  async add(person: SuitePerson): Promise<number> {
    const { publicId, uuid = randomUUID(), name = '', role = 2, disabled = false, language = '' } = person;
    const id = await this.insert('core_users', {
      UUID: uuid,
      Name: name,
      PublicId: publicId,
      IsDisabled: disabled,
      Role: role,
      Language: language,
      Properties: person.properties ?? JSON.stringify(this.propertiesOf(person)),
    });
    for (const key of person.keys ?? []) await this.addKey(id, key);
    for (const device of person.devices ?? []) {
      await this.insert('security_used_devices', {
        UserId: id,
        DeviceId: randomUUID(),
        DeviceName: device.name,
        DeviceCustomName: device.customName ?? '',
        AuthToken: 'a-token-of-the-suite',
        CreationDateTime: device.at,
        LastUsageDateTime: device.at + 60,
        TrustTillDateTime: device.at + 86_400,
        DeviceIP: '192.0.2.7',
      });
    }
    return id;
  }

  async addKey(userId: number, { name, data }: { name: string; data: unknown }): Promise<number> {
    return this.insert('security_web_authn_keys', {
      UserId: userId,
      Name: name,
      KeyData: typeof data === 'string' ? data : JSON.stringify(data),
      CreationDateTime: 1_700_000_000,
    });
  }

  async setProperties(userId: number, person: Omit<SuitePerson, 'publicId'>): Promise<void> {
    const properties = JSON.stringify(this.propertiesOf(person));
    await this.connection.execute('UPDATE au_core_users SET Properties = ?, UpdatedAt = NOW() WHERE Id = ?', [
      properties,
      userId,
    ]);
  }

  /** Adds somebody to the tables of version 8. */
  async addEntity(person: SuitePerson): Promise<void> {
    const { publicId, name = '', role = 2, disabled = false, language = '' } = person;
    const id = await this.entity(USER_ENTITY, person.uuid ?? randomUUID(), {
      PublicId: publicId,
      Name: name,
      Role: role,
      IsDisabled: disabled,
      Language: language,
      ...this.propertiesOf(person),
    });
    for (const key of person.keys ?? []) {
      const UserId = BigInt(id);
      const attributes = { UserId, Name: key.name, CreationDateTime: 1_600_000_000 };
      const entity = await this.entity(`${TWO_FACTOR_ENTITY}WebAuthnKey`, randomUUID(), attributes);
      await this.attribute(entity, 'text', 'KeyData', JSON.stringify(key.data));
    }
    for (const device of person.devices ?? []) {
      await this.entity(`${TWO_FACTOR_ENTITY}UsedDevice`, randomUUID(), {
        UserId: BigInt(id),
        DeviceName: device.name,
        DeviceIP: '192.0.2.7',
        CreationDateTime: device.at,
        LastUsageDateTime: device.at,
      });
    }
  }

  private propertiesOf(person: Omit<SuitePerson, 'publicId'>): Record<string, unknown> {
    const { secret, codes, generation = 'gcm', showRecommendation, ipAllowList } = person;
    return {
      'Mail::AllowAutosaveInDrafts': true,
      ...(secret !== undefined && {
        'TwoFactorAuth::Secret': sealed(secret, generation, this.key),
        'TwoFactorAuth::IsEncryptedSecret': generation !== 'plain',
      }),
      ...(codes && {
        'TwoFactorAuth::BackupCodes': sealed(
          JSON.stringify(codes),
          generation === 'plain' ? 'salt' : generation,
          this.key,
        ),
        'TwoFactorAuth::BackupCodesTimestamp': 1_700_000_000,
      }),
      ...(showRecommendation !== undefined && {
        'TwoFactorAuth::ShowRecommendationToConfigure': showRecommendation,
      }),
      ...(ipAllowList && { 'IPAllowList::IPAllowList': JSON.stringify(ipAllowList) }),
    };
  }

  private async entity(type: string, uuid: string, attributes: Record<string, unknown>): Promise<number> {
    const [{ insertId }] = (await this.connection.execute(
      `INSERT INTO au_eav_entities (uuid, parent_uuid, entity_type, module_name) VALUES (?, '', ?, 'Core')`,
      [uuid, type],
    )) as [{ insertId: number }, unknown];
    for (const [name, value] of Object.entries(attributes)) {
      await this.attribute(insertId, TYPES[typeof value] ?? 'string', name, value);
    }
    return insertId;
  }

  private async attribute(entity: number, type: string, name: string, value: unknown): Promise<void> {
    await this.connection.execute(
      `INSERT INTO au_eav_attributes_${type} (id_entity, name, value) VALUES (?, ?, ?)`,
      [entity, name, typeof value === 'bigint' ? String(value) : (value as string)],
    );
  }

  private async insert(table: string, row: Record<string, unknown>): Promise<number> {
    const names = [...Object.keys(row), 'CreatedAt', 'UpdatedAt'];
    const places = Object.keys(row).map(() => '?');
    const [{ insertId }] = (await this.connection.execute(
      `INSERT INTO au_${table} (${names.join(', ')}) VALUES (${places.join(', ')}, NOW(), NOW())`,
      Object.values(row) as string[],
    )) as [{ insertId: number }, unknown];
    return insertId;
  }
}

const USER_ENTITY = String.raw`Aurora\Modules\Core\Classes\User`;
const TWO_FACTOR_ENTITY = 'Aurora\\Modules\\TwoFactorAuth\\Classes\\';
const TYPES: Partial<Record<string, string>> = { boolean: 'bool', number: 'int', bigint: 'bigint' };

const TEXT = 'varchar(255) COLLATE utf8mb4_unicode_ci';
const STAMPS = 'CreatedAt timestamp NULL DEFAULT NULL, UpdatedAt timestamp NULL DEFAULT NULL';
const NINE = `
CREATE TABLE au_core_users (
  Id int(10) unsigned NOT NULL AUTO_INCREMENT,
  UUID ${TEXT} NOT NULL,
  Name ${TEXT} NOT NULL DEFAULT '',
  PublicId ${TEXT} NOT NULL,
  IdTenant int(11) NOT NULL DEFAULT 0,
  IsDisabled tinyint(1) NOT NULL DEFAULT 0,
  Role int(11) NOT NULL DEFAULT 2,
  LastLogin datetime DEFAULT NULL,
  LoginsCount int(11) NOT NULL DEFAULT 0,
  Language ${TEXT} NOT NULL DEFAULT '',
  Properties longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  Note text DEFAULT NULL,
  ${STAMPS},
  PRIMARY KEY (Id), UNIQUE KEY au_core_users_publicid_unique (PublicId)
);
CREATE TABLE au_security_used_devices (
  Id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  UserId bigint(20) NOT NULL DEFAULT 0,
  DeviceId ${TEXT} NOT NULL DEFAULT '',
  DeviceName ${TEXT} NOT NULL DEFAULT '',
  DeviceCustomName ${TEXT} NOT NULL DEFAULT '',
  AuthToken text NOT NULL,
  CreationDateTime int(11) NOT NULL DEFAULT 0,
  LastUsageDateTime int(11) NOT NULL DEFAULT 0,
  TrustTillDateTime int(11) NOT NULL DEFAULT 0,
  DeviceIP ${TEXT} NOT NULL DEFAULT '',
  ${STAMPS}
);
CREATE TABLE au_security_web_authn_keys (
  Id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  UserId bigint(20) NOT NULL DEFAULT 0,
  Name ${TEXT} NOT NULL DEFAULT '',
  KeyData text NOT NULL,
  CreationDateTime int(11) NOT NULL DEFAULT 0,
  LastUsageDateTime int(11) NOT NULL DEFAULT 0,
  ${STAMPS}
)`;

const ATTRIBUTES = {
  bool: 'tinyint(1)',
  int: 'int(11)',
  bigint: 'bigint(64)',
  string: 'varchar(255)',
  text: 'text',
};
const EIGHT = [
  `CREATE TABLE au_eav_entities (
    id bigint(64) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid char(36) NOT NULL,
    parent_uuid char(36) NOT NULL,
    entity_type varchar(255) DEFAULT NULL,
    module_name varchar(255) DEFAULT NULL,
    KEY idx_entity_type (entity_type)
  ) DEFAULT CHARSET=utf8`,
  ...Object.entries(ATTRIBUTES).map(
    ([type, column]) => `CREATE TABLE au_eav_attributes_${type} (
      id bigint(64) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
      id_entity bigint(64) unsigned DEFAULT NULL,
      name varchar(255) DEFAULT NULL,
      value ${column} DEFAULT NULL,
      UNIQUE KEY idx_unique (id_entity, name)
    ) DEFAULT CHARSET=utf8`,
  ),
].join(';');
