import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ReferenceColumn } from '../../platform/database/columns.js';
import { Application } from './application.entity.js';
import { Archived } from '../../platform/database/archived.js';

/** A host of an application that stands behind a proxy. It is the key, so that no host is of two applications. */
@Archived()
@Entity('application_hosts')
export class ApplicationHost {
  /** In lower case, with the port where it is not the usual one. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  host!: string;

  @Index('application_hosts_applicationId')
  @ForeignKey(() => Application, { name: 'application_hosts_to_applications', onDelete: 'CASCADE' })
  @ReferenceColumn()
  applicationId!: string;
}
