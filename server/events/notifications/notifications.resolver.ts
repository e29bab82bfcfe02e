import { Authorized, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { NotificationsService } from './notifications.service.js';

@ObjectType('NotificationsStatus', {
  description: 'Whether people and other systems are notified of events.',
})
export class NotificationsStatusType {
  @Field(() => Boolean, {
    description: 'Whether there is a mail relay (SMTP_URL); without one, no e-mail is even queued.',
  })
  mailConfigured!: boolean;

  @Field(() => Int, { description: 'The number of webhook URLs.' })
  webhooks!: number;

  @Field(() => Int, { description: 'The number of messages waiting to be sent, or to be tried again.' })
  waiting!: number;

  @Field(() => Int, { description: 'The number of messages given up in the last 30 days; the log says why.' })
  failed!: number;

  @Field(() => Date, {
    nullable: true,
    description: 'The time at which the mail relay last accepted an e-mail; null: it never has.',
  })
  mailLastSentAt!: Date | null;
}

@Resolver()
export class NotificationsResolver {
  constructor(private readonly notifications: NotificationsService) {}

  @Authorized()
  @Query(() => Boolean, {
    description: 'Whether there is a mail relay; without one, nobody is notified of anything.',
  })
  notifiesByMail(): boolean {
    return this.notifications.mailConfigured;
  }

  @Authorized('settings:read')
  @Query(() => NotificationsStatusType, { description: 'The state of e-mails and webhooks.' })
  async notificationsStatus(): Promise<NotificationsStatusType> {
    const { mailLastSentAt, ...status } = await this.notifications.status();
    return { ...status, mailLastSentAt: mailLastSentAt === null ? null : new Date(mailLastSentAt) };
  }
}
