import { Authorized, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { About, AboutService } from './about.service.js';

@ObjectType('DatabaseState', { description: 'The database that this installation stores everything in.' })
export class DatabaseStateType {
  @Field(() => String, { description: 'The product: SQLite, MariaDB or MySQL.' })
  product!: string;

  @Field(() => String, { description: 'The version of the product.' })
  version!: string;

  @Field(() => Boolean, { description: 'Whether what is written is kept.' })
  writable!: boolean;

  @Field(() => String, { nullable: true, description: 'The name of the last migration that has been run.' })
  lastMigration!: string | null;

  @Field(() => Int, { description: 'The number of migrations that this version needs and that are missing.' })
  missingMigrations!: number;

  @Field(() => Int, {
    description: 'The number of migrations that a later version has run and this one does not know.',
  })
  newerMigrations!: number;
}

@ObjectType('KeyState', {
  description:
    'The keys of SECRET_KEY that this database has been used with. The keys themselves are never shown.',
})
export class KeyStateType {
  @Field(() => Date, { nullable: true, description: 'The time since which the current key has been in use.' })
  currentSince!: Date | null;

  @Field(() => Int, { description: 'The number of older keys that are still on the ring.' })
  older!: number;

  @Field(() => Int, { description: 'The number of secrets that only an older key opens.' })
  sealedByOlder!: number;
}

@ObjectType('About', {
  description:
    'The versions of what runs here, and the state of its parts; no secret, and no name or address of anybody.',
})
export class AboutType {
  @Field(() => String, { description: 'The version of Latchkey.' })
  version!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The Git commit that it was built from; null where the build did not say.',
  })
  commit!: string | null;

  @Field(() => String, { description: 'The licence of Latchkey, as an SPDX expression.' })
  license!: string;

  @Field(() => String, { description: 'The version of Node.js.' })
  node!: string;

  @Field(() => Date, { description: 'The time at which the process that answers was started.' })
  startedAt!: Date;

  @Field(() => Date, { description: 'The time by the clock of the server that answers.' })
  time!: Date;

  @Field(() => Int, {
    description:
      'The number of processes that this server runs; other servers on the same database are not counted.',
  })
  processes!: number;

  @Field(() => Boolean, { description: 'Whether a browser that opens the API’s address is given GraphiQL.' })
  explorer!: boolean;

  @Field(() => DatabaseStateType, { description: 'The database.' })
  database!: DatabaseStateType;

  @Field(() => KeyStateType, { description: 'The encryption keys.' })
  keys!: KeyStateType;

  @Field(() => Int, {
    nullable: true,
    description:
      'The seconds by which most authenticator apps are ahead of the server’s clock, below 0 behind it; null: they are not, or too few were used to tell.',
  })
  clockSkewSeconds!: number | null;
}

const toType = ({ now, startedAt, database, keys, ...about }: About): AboutType => ({
  ...about,
  startedAt: new Date(startedAt),
  time: new Date(now),
  database: { ...database, missingMigrations: database.missing, newerMigrations: database.newer },
  keys: { ...keys, currentSince: keys.currentSince === null ? null : new Date(keys.currentSince) },
});

@Resolver()
export class AboutResolver {
  constructor(private readonly service: AboutService) {}

  @Authorized('system:read')
  @Query(() => AboutType, { description: 'Versions, and the state of database, keys and clock.' })
  async about(): Promise<AboutType> {
    return toType(await this.service.current());
  }
}
