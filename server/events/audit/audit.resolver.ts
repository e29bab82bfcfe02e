import { GraphQLJSON } from 'graphql-scalars';
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { callerOf, type Context } from '../../platform/graphql/context.js';
import { FILTER, given, PAGE, PageInput, pageOf, toPage } from '../../platform/graphql/page.type.js';
import { PLACE, PlaceType } from '../../platform/graphql/place.type.js';
import type { Places } from '../../platform/places/places.js';
import type { AuditEvent } from './audit-event.entity.js';
import type { AuditService } from './audit.service.js';

@ObjectType('AuditEvent', { description: 'A security event.' })
export class AuditEventType {
  @Field(() => ID, { description: 'The event’s identifier: a UUIDv7, so in order of time.' })
  id!: string;

  @Field(() => Date, { description: 'The time of the event.' })
  at!: Date;

  @Field(() => String, { description: 'The action, such as sign_in.succeeded or two_factor.reset.' })
  action!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The account that did it, which may have been deleted since.',
  })
  actorId!: string | null;

  @Field(() => String, { nullable: true, description: 'The account that did it; null if it is not known.' })
  actorLogin!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The account concerned, which may have been deleted since.',
  })
  accountId!: string | null;

  @Field(() => String, { nullable: true, description: 'The login of the account that the event concerns.' })
  accountLogin!: string | null;

  @Field(() => String, { nullable: true, description: 'The IP address that it came from.' })
  ipAddress!: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Further details, never a secret.' })
  details!: object | null;
}

@ObjectType({ description: 'One page of the audit log.' })
export class AuditPage extends pageOf(AuditEventType, 'events') {}

@InputType('AuditFilter', { description: 'A filter; all conditions that are given must hold.' })
export class AuditFilterInput {
  @Field(() => ID, { nullable: true, description: 'Events that this account brought about.' })
  actorId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Events that concern this account.' })
  accountId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Events that concern the accounts that are in this group now.',
  })
  groupId?: string | null;

  @Field(() => String, { nullable: true, description: 'Events with exactly this action.' })
  action?: string | null;

  @Field(() => String, { nullable: true, description: 'Events from exactly this IP address.' })
  ipAddress?: string | null;

  @Field(() => Date, { nullable: true, description: 'The earliest time.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'The latest time.' })
  to?: Date | null;
}

const toAuditEventType = (event: AuditEvent): AuditEventType => ({ ...event, at: new Date(event.at) });

@Resolver(() => AuditEventType)
export class AuditResolver {
  constructor(
    private readonly audit: AuditService,
    private readonly places: Places,
  ) {}

  @Authorized('audit:read')
  @Query(() => AuditPage, { description: 'The audit log, latest first unless sorted by `at` or `action`.' })
  async auditEvents(
    @Arg('filter', () => AuditFilterInput, FILTER)
    filter: AuditFilterInput | null,
    @Arg('page', () => PageInput, PAGE)
    page: PageInput | null,
    @Ctx() context: Context,
  ): Promise<AuditPage> {
    const { from, to, ...rest } = given(filter ?? new AuditFilterInput());
    const { items, total } = await this.audit.page(
      callerOf(context),
      { ...rest, ...(from && { from: from.getTime() }), ...(to && { to: to.getTime() }) },
      toPage(page),
    );
    return { items: items.map(toAuditEventType), total };
  }

  @FieldResolver(() => PlaceType, PLACE)
  place(@Root() { ipAddress }: AuditEventType, @Ctx() { locale }: Context): Promise<PlaceType | null> {
    return this.places.of(ipAddress, locale);
  }
}
