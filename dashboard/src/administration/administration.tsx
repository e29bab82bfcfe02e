import type { DashboardComponent } from 'ra-core';
import type { ReactElement } from 'react';
import type { ResourceProvider } from '../providers/data-provider';
import type { NavigationEntry } from '../shell/navigation';

/** What administrators have beside their own Security page. */
export const administration: {
  /** At `/`. */
  home?: DashboardComponent;
  /** `<Resource>`s and `<CustomRoutes>`, their pages loaded when they are opened. */
  resources: ReactElement | null;
  providers: Record<string, ResourceProvider>;
  navigation: NavigationEntry[];
} = {
  resources: null,
  providers: {},
  navigation: [],
};
