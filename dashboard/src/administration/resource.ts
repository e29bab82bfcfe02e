import type { Permission } from '#client/operations';
import type { ReactElement } from 'react';
import type { GetList } from '../providers/data-provider';
import type { NavigationEntry } from '../shell/own-account';

/** One thing that administrators look after. */
export interface AdminResource {
  navigation: NavigationEntry;
  /** Who has it not is shown nothing of it. */
  needs: Permission;
  /** A `<Resource>` or `<CustomRoutes>`, whose pages are loaded when they are opened; the overview is at `/`. */
  routes?: ReactElement;
  /** What react-admin asks for the rows of its list, and by which name. */
  list?: { name: string; get: GetList };
}
