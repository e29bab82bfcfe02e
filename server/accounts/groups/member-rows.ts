import type { EntityManager } from 'typeorm';
import { changed, Insertion } from '../../platform/database/prepared.js';
import type { GroupMember } from './group-member.entity.js';

/** Of accounts that are new, or that the caller has locked. */
export const MEMBER_ROW = new Insertion<GroupMember>('group_members', [
  'accountId',
  'groupId',
  'loginKey',
  'source',
  'createdAt',
]);

/** To be called in the transaction that changes the login of an account, which is locked. */
export async function renameMember(tx: EntityManager, accountId: string, loginKey: string): Promise<void> {
  await changed(tx, 'UPDATE group_members SET loginKey = ? WHERE accountId = ?', [loginKey, accountId]);
}
