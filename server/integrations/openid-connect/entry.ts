import { isAdministrator, type RoleOf } from '../../platform/acting/permissions.js';
import { isAssured, type SignInMethod } from '../../platform/acting/sign-in-method.js';
import type { Settings } from '../../settings/settings.entity.js';
import type { Application } from '../applications/application.entity.js';

type Door = Pick<Application, 'enabled' | 'mayEnter' | 'requireSecondFactor'>;

/** Whether an application lets this account in at all. */
export const mayEnter = ({ enabled, mayEnter: who }: Door, account: RoleOf): boolean =>
  enabled && (who === 'EVERYONE' || isAdministrator(account));

/** Whether what was given in a session still works: the rules may have become stricter since. */
export const mayStay = (
  door: Door,
  { account, secondFactor }: { account: RoleOf; secondFactor: SignInMethod | null },
  { disabled }: Pick<Settings, 'disabled'>,
): boolean => mayEnter(door, account) && (!door.requireSecondFactor || disabled || isAssured(secondFactor));
