import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { AppPassword } from './app-password.entity.js';

const SCOPES =
  'The kinds of backend it opens: `dav`, `imap`, `smtp`, or other names that the backends ask for.';

@ObjectType('AppPassword', {
  description: 'A generated password for one program that cannot ask for a second factor.',
})
export class AppPasswordType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'The name that its owner gave.' })
  name!: string;

  @Field(() => [String], { description: SCOPES })
  scopes!: string[];

  @Field(() => Date, { description: 'The time of its creation.' })
  createdAt!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'The expiry, from which it is refused; null: it does not expire.',
  })
  expiresAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'The last use, accurate to a minute; null: never used.' })
  lastUsedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The IP address of the last use.' })
  lastUsedFrom!: string | null;
}

@ObjectType({ description: 'A new app password.' })
export class CreatedAppPassword {
  @Field(() => String, {
    description: 'The password, shown only this once. Case and the dashes between its groups do not matter.',
  })
  password!: string;

  @Field(() => AppPasswordType, { description: 'The app password as it is listed from now on.' })
  appPassword!: AppPasswordType;
}

@InputType({ description: 'A new app password. The password itself is generated, never chosen.' })
export class CreateAppPasswordInput {
  @Field(() => String, { description: 'The name that tells it from others, of up to 100 characters.' })
  name!: string;

  @Field(() => [String], { description: SCOPES })
  scopes!: string[];

  @Field(() => Date, {
    nullable: true,
    description: 'The expiry, in the future; if it is left out, it does not expire.',
  })
  expiresAt?: Date | null;
}

@ObjectType('ProgramServer', { description: 'A server to enter in a program beside an app password.' })
export class ProgramServerType {
  @Field(() => String, {
    description: 'The scope that an app password for it has: `dav`, `imap`, `smtp`, or another.',
  })
  scope!: string;

  @Field(() => String, {
    description: 'The server’s name and port, such as `mail.example.org:993`, or its URL.',
  })
  address!: string;
}

const orNull = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);

export const toAppPasswordType = (row: AppPassword): AppPasswordType => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  createdAt: new Date(row.createdAt),
  expiresAt: orNull(row.expiresAt),
  lastUsedAt: orNull(row.lastUsedAt),
  lastUsedFrom: row.lastUsedFrom,
});
