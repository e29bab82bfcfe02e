import { Field, ID, ObjectType } from 'type-graphql';
import { modelOf } from './models.js';
import type { SecurityKey } from './security-key.entity.js';

@ObjectType('SecurityKey', { description: 'A WebAuthn credential: security key or passkey.' })
export class SecurityKeyType {
  @Field(() => ID, { description: 'UUIDv7.' })
  id!: string;

  @Field(() => String, { description: 'Given by its owner.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its model, when it tells and is known.' })
  model!: string | null;

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

  @Field(() => Date, {
    nullable: true,
    description:
      'When its signature counter last went backwards and it was refused: it may have been copied.',
  })
  counterRegressedAt!: Date | null;
}

@ObjectType('PasskeySignal', {
  description: 'Arguments of PublicKeyCredential.signalAllAcceptedCredentials and signalCurrentUserDetails.',
})
export class PasskeySignalType {
  @Field(() => String, { description: 'RP ID.' })
  rpId!: string;

  @Field(() => String, { description: 'User handle, base64url.' })
  userId!: string;

  @Field(() => [String], { description: 'Credential IDs, base64url; the browser may hide all others.' })
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
