import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Authorized, Field, ID, InputType, ObjectType, Query, Resolver } from 'type-graphql';
import { FILTER, given, PAGE, PageInput, pageOf, toPage } from '../../platform/graphql/page.type.js';
import type { AuditEvent } from './audit-event.entity.js';
import type { AuditService } from './audit.service.js';

@ObjectType('AuditEvent', { description: 'One security event.' })
export class AuditEventType {
  @Field(() => ID, { description: 'UUIDv7, in order of time.' })
  id!: string;

  @Field(() => Date, { description: 'The time of the event.' })
  at!: Date;

  @Field(() => String, { description: 'Such as sign_in.succeeded or two_factor.reset.' })
  action!: string;

  @Field(() => ID, { nullable: true, description: 'Who did it; the account may be gone since.' })
  actorId!: string | null;

  @Field(() => String, { nullable: true, description: 'Who did it; null when not known.' })
  actorLogin!: string | null;

  @Field(() => ID, { nullable: true, description: 'Whom it concerns; the account may be gone since.' })
  accountId!: string | null;

  @Field(() => String, { nullable: true, description: 'The login of the account that the event concerns.' })
  accountLogin!: string | null;

  @Field(() => String, { nullable: true, description: 'Where it came from.' })
  ipAddress!: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'What more there is to say; never a secret.' })
  details!: object | null;
}

@ObjectType({ description: 'One page of the audit log.' })
export class AuditPage extends pageOf(AuditEventType, 'events') {}

@InputType('AuditFilter', { description: 'What is given must all hold.' })
export class AuditFilterInput {
  @Field(() => ID, { nullable: true, description: 'What this account did.' })
  actorId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Events that concern this account.' })
  accountId?: string | null;

  @Field(() => String, { nullable: true, description: 'Exactly this action.' })
  action?: string | null;

  @Field(() => String, { nullable: true, description: 'Exactly this address.' })
  ipAddress?: string | null;

  @Field(() => Date, { nullable: true, description: 'Not before.' })
  from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Not after.' })
  to?: Date | null;
}

const toAuditEventType = (event: AuditEvent): AuditEventType => ({ ...event, at: new Date(event.at) });

@Resolver()
export class AuditResolver {
  constructor(private readonly audit: AuditService) {}

  @Authorized('administrator')
  @Query(() => AuditPage, { description: 'Latest first unless sorted by `at` or `action`.' })
  async auditEvents(
    @Arg('filter', () => AuditFilterInput, FILTER)
    filter: AuditFilterInput | null,
    @Arg('page', () => PageInput, PAGE)
    page: PageInput | null,
  ): Promise<AuditPage> {
    const { from, to, ...rest } = given(filter ?? new AuditFilterInput());
    const { items, total } = await this.audit.page(
      { ...rest, ...(from && { from: from.getTime() }), ...(to && { to: to.getTime() }) },
      toPage(page),
    );
    return { items: items.map(toAuditEventType), total };
  }
}
