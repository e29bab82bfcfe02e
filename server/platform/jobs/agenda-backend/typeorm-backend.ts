import type { AgendaBackend } from 'agenda';
import type { DataSource } from 'typeorm';
import { TypeOrmJobRepository } from './typeorm-job-repository.js';
import { TypeOrmNotificationChannel } from './typeorm-notification-channel.js';

/** Agenda's storage on a data source of MySQL, MariaDB or SQLite that is initialised and lists `JobRow`. */
export class TypeOrmBackend implements AgendaBackend {
  readonly name = 'TypeORM';
  /** The data source outlives Agenda. */
  readonly ownsConnection = false;
  readonly repository: TypeOrmJobRepository;
  readonly notificationChannel: TypeOrmNotificationChannel;

  constructor(dataSource: DataSource, now: () => number) {
    this.repository = new TypeOrmJobRepository(dataSource, now);
    this.notificationChannel = new TypeOrmNotificationChannel(dataSource, now);
  }

  /** Nothing to do: Agenda connects while it is constructed, and would not hear of a failure. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }
}
