import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A WebAuthn credential: security key or passkey.' })
export class SecurityKey {
  @Field(() => ID, { description: 'UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'Given by its owner.' })
  name!: string;

  @Field(() => Date, { description: 'When it was registered.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The last accepted assertion.' })
  lastUsedAt!: Date | null;

  @Field(() => [String], {
    description: 'How it can be reached, as it said when registered: usb, nfc, internal …',
  })
  transports!: string[];

  @Field(() => Boolean, { description: 'The credential’s BS flag: synced passkey or not.' })
  backedUp!: boolean;
}
