import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { AppPassword } from './app-password.entity.js';

const SCOPES =
  'The kinds of backend it opens: `dav`, `imap`, `smtp`, or other names that the backends ask for.';

@ObjectType('AppPassword', {
  description: 'A generated password for one program that cannot ask for a second factor.',
})
export class AppPasswordType {
  @Field(() => ID, { description: 'UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'Given by its owner.' })
  name!: string;

  @Field(() => [String], { description: SCOPES })
  scopes!: string[];

  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'From then on it is refused; null: it does not expire.' })
  expiresAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Accurate to a minute; null: never used.' })
  lastUsedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The address of that use.' })
  lastUsedFrom!: string | null;
}

@ObjectType({ description: 'A new app password.' })
export class CreatedAppPassword {
  @Field(() => String, {
    description: 'Shown this once. Case and the dashes between its groups do not matter.',
  })
  password!: string;

  @Field(() => AppPasswordType, { description: 'The app password as it is listed from now on.' })
  appPassword!: AppPasswordType;
}

@InputType({ description: 'A new app password. The password itself is generated, never chosen.' })
export class CreateAppPasswordInput {
  @Field(() => String, { description: 'Up to 100 characters, to tell it from others.' })
  name!: string;

  @Field(() => [String], { description: SCOPES })
  scopes!: string[];

  @Field(() => Date, { nullable: true, description: 'In the future; left out: it does not expire.' })
  expiresAt?: Date | null;
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
