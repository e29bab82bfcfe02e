import { Field, ID, ObjectType } from 'type-graphql';
import type { Device } from './device.entity.js';
import { nameOfDevice } from './user-agent.js';

@ObjectType('Device', { description: 'A browser or app that an account has signed in on.' })
export class DeviceType {
  @Field(() => ID, { description: 'UUIDv7; it proves nothing.' })
  id!: string;

  @Field(() => String, { description: 'Given by its owner, else read from the user agent.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'As sent when last signing in.' })
  userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'Where it was last seen.' })
  ipAddress!: string | null;

  @Field(() => Date, { description: 'The first sign-in on it.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'Accurate to a minute.' })
  lastSeenAt!: Date;

  row!: Device;
}

export function toDeviceType(row: Device): DeviceType {
  return {
    id: row.id,
    name: nameOfDevice(row) ?? 'Unknown device',
    userAgent: row.userAgent,
    ipAddress: row.ipAddress,
    createdAt: new Date(row.createdAt),
    lastSeenAt: new Date(row.lastSeenAt),
    row,
  };
}
