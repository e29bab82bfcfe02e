import { GraphQLJSON } from 'graphql-scalars';
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { type Context, sessionOf } from '../../platform/graphql/context.js';
import { PAGE, PageInput, pageOf, toPage } from '../../platform/graphql/page.type.js';
import { PLACE, PlaceType } from '../../platform/graphql/place.type.js';
import type { Places } from '../../platform/places/places.js';
import type { AuditEvent } from './audit-event.entity.js';
import type { AuditService } from './audit.service.js';

@ObjectType({ description: 'A security event of one’s own account.' })
export class SecurityEvent {
  @Field(() => ID, { description: 'The event’s identifier: a UUIDv7, so in order of time.' })
  id!: string;

  @Field(() => Date, { description: 'The time of the event.' })
  at!: Date;

  @Field(() => String, { description: 'The action, such as sign_in.succeeded or authenticator_app.enabled.' })
  action!: string;

  @Field(() => Boolean, { description: 'Whether someone else did it: an administrator, or the operator.' })
  byAnother!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The IP address that it came from; null if someone else did it.',
  })
  ipAddress!: string | null;

  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'Further details, never a secret; null if someone else did it.',
  })
  details!: object | null;
}

@ObjectType({ description: 'One page of one’s security events.' })
export class SecurityEventPage extends pageOf(
  SecurityEvent,
  'events',
  'The total: exact up to 1,000; beyond that, or if counting is slow, at most 30 s old.',
) {}

/** Where administrators are, and what they note, is not the account's to know. */
function toSecurityEvent({
  id,
  at,
  action,
  actorId,
  actorLogin,
  accountId,
  ipAddress,
  details,
}: AuditEvent): SecurityEvent {
  // Who failed to prove who they are is nobody that is known, least of all an administrator.
  const byAnother = actorId !== accountId && (actorId !== null || actorLogin !== null);
  return {
    id,
    at: new Date(at),
    action,
    byAnother,
    ipAddress: byAnother ? null : ipAddress,
    details: byAnother ? null : details,
  };
}

@Resolver(() => SecurityEvent)
export class SecurityEventsResolver {
  constructor(
    private readonly audit: AuditService,
    private readonly places: Places,
  ) {}

  @Authorized()
  @Query(() => SecurityEventPage, {
    description: 'The security events of one’s own account, latest first unless sorted by `at`.',
  })
  async mySecurityEvents(
    @Arg('page', () => PageInput, PAGE)
    page: PageInput | null,
    @Ctx() context: Context,
  ): Promise<SecurityEventPage> {
    const { items, total } = await this.audit.ofOneself(sessionOf(context), toPage(page));
    return { items: items.map(toSecurityEvent), total };
  }

  @FieldResolver(() => PlaceType, PLACE)
  place(@Root() { ipAddress }: SecurityEvent, @Ctx() { locale }: Context): Promise<PlaceType | null> {
    return this.places.of(ipAddress, locale);
  }
}
