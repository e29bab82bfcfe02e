import { Field, ID, ObjectType } from 'type-graphql';
import type { AuthToken } from './auth-token.entity.js';
import { SecondFactorMethod } from './second-factor-method.type.js';
import { isSecondFactor, type SecondFactor } from '../../platform/acting/sign-in-method.js';

@ObjectType('AuthToken', { description: 'A live session; never the token itself.' })
export class AuthTokenType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7; it proves nothing.' })
  id!: string;

  @Field(() => SecondFactorMethod, {
    nullable: true,
    description:
      'The second factor that was proved besides the password; null on a trusted device, without a factor, or with an administrator’s recovery code.',
  })
  secondFactor!: SecondFactor | null;

  @Field(() => Date, { description: 'The time of issue.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The last use, accurate to a minute.' })
  lastUsedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'The expiry; null: it does not expire.' })
  expiresAt!: Date | null;

  row!: AuthToken;
}

export const toAuthTokenType = (row: AuthToken): AuthTokenType => ({
  id: row.id,
  secondFactor: isSecondFactor(row.secondFactor) ? row.secondFactor : null,
  createdAt: new Date(row.createdAt),
  lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt),
  expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt),
  row,
});

@ObjectType({ description: 'A new secret for the same session.' })
export class RenewedToken {
  @Field(() => String, { description: 'The bearer token that replaces the presented one.' })
  token!: string;

  @Field(() => Date, { nullable: true, description: 'The expiry, as before; null: it does not expire.' })
  expiresAt!: Date | null;
}
