import { Field, ID, ObjectType } from 'type-graphql';
import type { Connection } from './connections.service.js';

@ObjectType({ description: 'A session in which a person signed in to an application.' })
export class ApplicationSession {
  @Field(() => ID, { description: 'The session’s token, as in `tokens`; a signed one is not listed there.' })
  tokenId!: string;

  @Field(() => Date, { description: 'The first sign-in to the application in it.' })
  since!: Date;

  @Field(() => Boolean, { description: 'Whether it is this very session.' })
  current!: boolean;
}

@ObjectType({
  description: 'An application that still holds what it was given when somebody signed in to it.',
})
export class ConnectedApplication {
  @Field(() => ID, { description: 'The application’s identifier.' })
  applicationId!: string;

  @Field(() => String, { description: 'The application’s name.' })
  name!: string;

  @Field(() => Date, { description: 'The oldest sign-in that it still holds something of.' })
  since!: Date;

  @Field(() => [String], { description: 'The scopes that it asked for.' })
  scopes!: string[];

  @Field(() => [ApplicationSession], {
    description: 'The sessions that it was signed in to from, oldest first.',
  })
  sessions!: ApplicationSession[];
}

export const toConnectedApplication = (
  { applicationId, name, since, scopes, sessions }: Connection,
  currentId: string | undefined,
): ConnectedApplication => ({
  applicationId,
  name,
  since: new Date(since),
  scopes,
  sessions: sessions.map((session) => ({
    tokenId: session.sessionId,
    since: new Date(session.since),
    current: session.sessionId === currentId,
  })),
});
