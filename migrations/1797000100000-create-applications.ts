import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  boolean,
  createTables,
  dropTables,
  hash,
  id,
  index,
  integer,
  nullable,
  reference,
  type TableDeclaration,
  text,
  time,
  unique,
  varchar,
} from './tables.js';

const TABLES: TableDeclaration[] = [
  {
    name: 'applications',
    columns: [
      id(),
      varchar('kind', 10),
      varchar('name', 100),
      varchar('clientId', 64, nullable),
      hash('secretHash', nullable),
      time('secretCreatedAt', nullable),
      hash('oldSecretHash', nullable),
      time('oldSecretCreatedAt', nullable),
      text('redirectUris'),
      text('postLogoutRedirectUris'),
      varchar('backchannelLogoutUri', 1000, nullable),
      text('scopes'),
      varchar('signingAlgorithm', 10),
      varchar('tokenEndpointAuthMethod', 30),
      boolean('requirePkce'),
      boolean('refreshTokens'),
      boolean('mayIntrospect'),
      varchar('mayEnter', 20),
      boolean('requireSecondFactor'),
      integer('maxAge', nullable),
      boolean('enabled'),
      integer('version'),
      time('createdAt'),
    ],
    indices: [
      unique('applications_clientId', 'clientId'),
      // What the administrators' list is sorted by.
      index('applications_name', 'name', 'id'),
    ],
  },
  {
    name: 'application_hosts',
    columns: [varchar('host', 255, { isPrimary: true }), reference('applicationId')],
    belongsTo: { applicationId: 'applications' },
    indices: [index('application_hosts_applicationId', 'applicationId')],
  },
  {
    name: 'oidc_records',
    columns: [
      hash('id', { isPrimary: true }),
      varchar('kind', 30),
      text('sealedPayload'),
      hash('uidHash', nullable),
      hash('grantHash', nullable),
      reference('sessionId', nullable),
      // Of a stored session; a signed one has no row, and ends with its device.
      reference('tokenId', nullable),
      reference('deviceId', nullable),
      text('signed', nullable),
      reference('accountId', nullable),
      reference('applicationId', nullable),
      time('createdAt'),
      time('consumedAt', nullable),
      time('expiresAt'),
    ],
    belongsTo: {
      tokenId: 'auth_tokens',
      deviceId: 'devices',
      accountId: 'accounts',
      applicationId: 'applications',
    },
    indices: [
      index('oidc_records_uidHash', 'uidHash'),
      index('oidc_records_grantHash', 'grantHash'),
      index('oidc_records_sessionId', 'sessionId'),
      index('oidc_records_tokenId', 'tokenId'),
      index('oidc_records_deviceId', 'deviceId'),
      index('oidc_records_accountId', 'accountId', 'kind'),
      index('oidc_records_applicationId', 'applicationId', 'kind'),
      // For the nightly clean-up.
      index('oidc_records_expiresAt', 'expiresAt'),
    ],
  },
  {
    name: 'oidc_keys',
    columns: [
      id(),
      varchar('algorithm', 10),
      text('sealedKey'),
      time('createdAt'),
      time('signsFrom'),
      time('retiredAt', nullable),
    ],
    indices: [index('oidc_keys_algorithm', 'algorithm', 'signsFrom')],
  },
];

/** Applications that people sign in to here, and what OpenID Connect keeps for them. */
export class CreateApplications1797000100000 implements MigrationInterface {
  name = 'CreateApplications1797000100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createTables(queryRunner, TABLES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropTables(queryRunner, TABLES);
  }
}
