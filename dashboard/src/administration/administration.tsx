import { about } from './about/resource';
import { accounts } from './accounts/resource';
import { applications } from './applications/resource';
import type { AdminResource } from './resource';
import { audit } from './audit/resource';
import { devices } from './devices/resource';
import { groups } from './groups/resource';
import { jobs } from './jobs/resource';
import { overview, OverviewPage } from './overview/resource';
import { serviceAccounts } from './service-accounts/resource';
import { settings } from './settings/resource';
import { tokens } from './tokens/resource';

/** As the navigation shows them. */
const RESOURCES: AdminResource[] = [
  overview,
  accounts,
  groups,
  devices,
  tokens,
  applications,
  serviceAccounts,
  audit,
  settings,
  jobs,
  about,
];

/** What administrators have beside their own Security page. */
export const administration = {
  /** At `/`. */
  home: OverviewPage,
  routes: RESOURCES.map(({ routes }) => routes),
  lists: Object.fromEntries(RESOURCES.flatMap(({ list }) => (list ? [[list.name, list.get]] : []))),
  navigation: RESOURCES.map(({ navigation }) => navigation),
};
