import { Field, ID, ObjectType } from 'type-graphql';
import type { Device } from './device.entity.js';
import { nameOfDevice } from './user-agent.js';

@ObjectType('Device', { description: 'A browser or app that an account has signed in on.' })
export class DeviceType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7; it proves nothing.' })
  id!: string;

  @Field(() => String, {
    description: 'The name that its owner gave, otherwise one made from the user agent.',
  })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The user agent, as sent at the last sign-in.' })
  userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'The IP address that it was last seen at.' })
  ipAddress!: string | null;

  @Field(() => Date, { description: 'The first sign-in on it.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'The last use, accurate to a minute.' })
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
