import { Field, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.type.js';
import type { InvitationState } from './invitations.js';

export const InvitationStateEnum = enumOf<InvitationState>(
  'InvitationState',
  'Whether an account for which nobody has chosen a password yet can be activated.',
  {
    OPEN: 'There is a link by which its password can be chosen.',
    LAPSED: 'There is no such link any more.',
  },
);

@ObjectType({ description: 'The invitation of an account for which nobody has chosen a password yet.' })
export class Invitation {
  @Field(() => InvitationStateEnum, { description: 'Whether it can be activated now.' })
  state!: InvitationState;

  @Field(() => Date, {
    nullable: true,
    description: 'The time until which its link can be used; null: there is none any more.',
  })
  expiresAt!: Date | null;
}
