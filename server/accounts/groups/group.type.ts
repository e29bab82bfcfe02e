import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.type.js';
import { pageOf } from '../../platform/graphql/page.type.js';
import type { Group, GroupKind as Kind } from './group.entity.js';

export const GroupKind = enumOf<Kind>('GroupKind', 'The rule by which accounts belong to a group.', {
  MANUAL: 'Administrators, and imports: its members are added and removed.',
  DOMAIN: 'The domain of the login, which follows its last @.',
  DIRECTORY: 'The directory: a value that it has of the person, such as a group there.',
});

const NAME = 'Up to 64 characters, unique without regard to case; no comma, semicolon or bar.';
const SOURCE =
  'The domain, such as example.org, or the value that the directory has of its members in LDAP_GROUP_ATTRIBUTE; null for MANUAL.';

@ObjectType('Group', { description: 'A group of accounts.' })
export class GroupType {
  @Field(() => ID, { description: 'The identifier, a UUIDv7.' })
  id!: string;

  @Field(() => String, { description: NAME })
  name!: string;

  @Field(() => GroupKind, { description: 'The rule by which accounts belong to it.' })
  kind!: Kind;

  @Field(() => String, { nullable: true, description: SOURCE })
  source!: string | null;

  @Field(() => Date, { description: 'The time of its creation.' })
  createdAt!: Date;
}

type Shown = Pick<Group, 'id' | 'name' | 'kind' | 'source'> & { createdAt: number | string };

export const toGroupType = ({ id, name, kind, source, createdAt }: Shown): GroupType => ({
  id,
  name,
  kind,
  source,
  createdAt: new Date(Number(createdAt)),
});

@ObjectType({ description: 'One page of groups.' })
export class GroupPage extends pageOf(GroupType, 'groups') {}

@InputType('GroupFilter', { description: 'A filter; all conditions that are given must hold.' })
export class GroupFilterInput {
  @Field(() => String, {
    nullable: true,
    description: 'The beginning of the name, without regard to case.',
  })
  search?: string | null;

  @Field(() => GroupKind, { nullable: true, description: 'Groups of this kind.' })
  kind?: Kind | null;
}

@InputType({ description: 'A new group.' })
export class CreateGroupInput {
  @Field(() => String, { description: NAME })
  name!: string;

  @Field(() => GroupKind, {
    description: 'The rule by which accounts belong to it, which cannot be changed later.',
  })
  kind!: Kind;

  @Field(() => String, { nullable: true, description: `${SOURCE} It cannot be changed later.` })
  source?: string | null;
}
