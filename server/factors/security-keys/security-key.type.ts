import { Field, ID, ObjectType } from 'type-graphql';
import { modelOf } from './models.js';
import type { SecurityKey } from './security-key.entity.js';

@ObjectType('SecurityKey', { description: 'A WebAuthn credential: security key or passkey.' })
export class SecurityKeyType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'The name that its owner gave.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The key’s model, if the key states it and it is known.',
  })
  model!: string | null;

  @Field(() => Date, { description: 'The time of its registration.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The time of the last accepted assertion.' })
  lastUsedAt!: Date | null;

  @Field(() => [String], {
    description: 'The transports that the key named when it was registered: usb, nfc, internal …',
  })
  transports!: string[];

  @Field(() => Boolean, { description: 'The credential’s BS flag: synced passkey or not.' })
  backedUp!: boolean;

  @Field(() => Date, {
    nullable: true,
    description:
      'The last time its signature counter went backwards and it was refused: it may have been copied.',
  })
  counterRegressedAt!: Date | null;
}

@ObjectType('PasskeySignal', {
  description:
    'The arguments of PublicKeyCredential.signalAllAcceptedCredentials and signalCurrentUserDetails.',
})
export class PasskeySignalType {
  @Field(() => String, { description: 'The relying party’s identifier (RP ID).' })
  rpId!: string;

  @Field(() => String, { description: 'The user handle, base64url.' })
  userId!: string;

  @Field(() => [String], { description: 'The credential IDs, base64url; the browser may hide all others.' })
  allAcceptedCredentialIds!: string[];

  @Field(() => String, { description: 'The login.' })
  name!: string;

  @Field(() => String, { description: 'The display name.' })
  displayName!: string;
}

const orNull = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);

export const toSecurityKeyType = (key: SecurityKey): SecurityKeyType => ({
  id: key.id,
  name: key.name,
  model: modelOf(key.aaguid),
  createdAt: new Date(key.createdAt),
  lastUsedAt: orNull(key.lastUsedAt),
  transports: key.transports,
  backedUp: key.backedUp,
  counterRegressedAt: orNull(key.counterRegressedAt),
});
