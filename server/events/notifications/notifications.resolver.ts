import { Authorized, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { NotificationsService } from './notifications.service.js';

@ObjectType('NotificationsStatus', { description: 'Whether people and other systems are told of events.' })
export class NotificationsStatusType {
  @Field(() => Boolean, { description: 'False: no mail relay (SMTP_URL), so no mail is even queued.' })
  mailConfigured!: boolean;

  @Field(() => Int, { description: 'How many webhook URLs there are.' })
  webhooks!: number;

  @Field(() => Int, { description: 'Messages that are to be sent or tried again.' })
  waiting!: number;

  @Field(() => Int, { description: 'Messages given up in the last 30 days; the log tells why.' })
  failed!: number;
}

@Resolver()
export class NotificationsResolver {
  constructor(private readonly notifications: NotificationsService) {}

  @Authorized()
  @Query(() => Boolean, { description: 'False: there is no mail relay, so people are told of nothing.' })
  notifiesByMail(): boolean {
    return this.notifications.mailConfigured;
  }

  @Authorized('administrator')
  @Query(() => NotificationsStatusType, { description: 'Mail and webhooks, and how far they are.' })
  notificationsStatus(): Promise<NotificationsStatusType> {
    return this.notifications.status();
  }
}
