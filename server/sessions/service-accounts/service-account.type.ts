import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { SERVICE_PERMISSIONS } from '../../platform/acting/permissions.js';
import { pageOf } from '../../platform/graphql/page.type.js';
import type { ServiceAccount } from './service-account.entity.js';
import { fieldsOf } from './service-accounts.service.js';
import type { IssuedServiceToken as Issued, ShownToken } from './service-tokens.service.js';

const NAME = 'Up to 64 characters, unique without regard to case.';
const PERMISSIONS = `The permissions, one or more of ${SERVICE_PERMISSIONS.join(', ')}.`;
const NETWORKS =
  'Addresses and networks in CIDR notation that its tokens are accepted from, 32 at most; empty: everywhere.';
const DISABLED = 'Whether none of its tokens is accepted.';

@ObjectType('ServiceAccount', { description: 'A program that acts by itself, with permissions of its own.' })
export class ServiceAccountType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7; the audit log has it as `actorId`.' })
  id!: string;

  @Field(() => String, { description: `${NAME} The audit log has it as \`service:NAME\`.` })
  name!: string;

  @Field(() => [String], { description: PERMISSIONS })
  permissions!: string[];

  @Field(() => [String], { description: NETWORKS })
  allowedNetworks!: string[];

  @Field(() => Boolean, { description: DISABLED })
  disabled!: boolean;

  @Field(() => Date, { description: 'The time of its creation.' })
  createdAt!: Date;

  @Field(() => String, { description: 'The login of whoever created it.' })
  createdBy!: string;
}

export const toServiceAccountType = (account: ServiceAccount): ServiceAccountType => ({
  ...fieldsOf(account),
  id: account.id,
  createdAt: new Date(account.createdAt),
  createdBy: account.createdBy,
});

@ObjectType({ description: 'One page of service accounts.' })
export class ServiceAccountPage extends pageOf(ServiceAccountType, 'accounts') {}

@ObjectType('ServiceToken', { description: 'A token of a service account, without its secret.' })
export class ServiceTokenType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'Its last four characters, by which to recognise it.' })
  hint!: string;

  @Field(() => Date, { description: 'The time at which it was issued.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'The time from which on it is refused.' })
  expiresAt!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'The time at which another one was issued in its place; null: none was.',
  })
  replacedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'The time of its last use, to the minute; null: it was not used yet.',
  })
  lastUsedAt!: Date | null;
}

const date = (at: number | null): Date | null => (at === null ? null : new Date(at));

export const toServiceTokenType = (token: ShownToken): ServiceTokenType => ({
  id: token.id,
  hint: token.hint,
  createdAt: new Date(token.createdAt),
  expiresAt: new Date(token.expiresAt),
  replacedAt: date(token.replacedAt),
  lastUsedAt: date(token.lastUsedAt),
});

@ObjectType({ description: 'A new token of a service account.' })
export class IssuedServiceToken {
  @Field(() => String, {
    description: 'The secret, for `Authorization: Bearer …`, shown this once: only its hash is kept.',
  })
  secret!: string;

  @Field(() => ServiceTokenType, { description: 'The token.' })
  token!: ServiceTokenType;
}

export const toIssued = ({ secret, token }: Issued): IssuedServiceToken => ({
  secret,
  token: toServiceTokenType(token),
});

@InputType({ description: 'A new service account.' })
export class CreateServiceAccountInput {
  @Field(() => String, { description: NAME })
  name!: string;

  @Field(() => [String], { description: PERMISSIONS })
  permissions!: string[];

  @Field(() => [String], { nullable: true, description: NETWORKS })
  allowedNetworks?: string[] | null;
}

@InputType({ description: 'Changes to a service account.' })
export class UpdateServiceAccountInput {
  @Field(() => String, { nullable: true, description: NAME })
  name?: string | null;

  @Field(() => [String], { nullable: true, description: PERMISSIONS })
  permissions?: string[] | null;

  @Field(() => [String], { nullable: true, description: NETWORKS })
  allowedNetworks?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: DISABLED })
  disabled?: boolean | null;
}

@InputType({ description: 'The values of a service account as its caller last saw them.' })
export class ExpectedServiceAccountInput extends UpdateServiceAccountInput {}
