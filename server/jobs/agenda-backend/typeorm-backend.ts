import { type AgendaBackend, InMemoryNotificationChannel, type NotificationChannel } from 'agenda';
import type { DataSource } from 'typeorm';
import { TypeOrmJobRepository } from './typeorm-job-repository.js';

/** Agenda's storage on a data source of MySQL, MariaDB or SQLite that is initialised and lists `JobRow`. */
export class TypeOrmBackend implements AgendaBackend {
  readonly name = 'TypeORM';
  /** The data source outlives Agenda. */
  readonly ownsConnection = false;
  readonly repository: TypeOrmJobRepository;
  readonly notificationChannel: NotificationChannel = new InMemoryNotificationChannel();

  constructor(dataSource: DataSource, now: () => number) {
    this.repository = new TypeOrmJobRepository(dataSource, now);
  }

  /** Nothing to do: Agenda connects while it is constructed, and would not hear of a failure. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }
}
