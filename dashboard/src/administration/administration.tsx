import type { Permission } from '#client/operations';
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

/** What react-admin asks for the rows of each list. */
export const LISTS = Object.fromEntries(
  RESOURCES.flatMap(({ list }) => (list ? [[list.name, list.get]] : [])),
);

/** What administrators have beside their own Security page, as far as their role includes it; undefined: nothing. */
export function administrationOf(permissions: readonly Permission[]) {
  const own = RESOURCES.filter(({ needs }) => permissions.includes(needs));
  const [first] = own;
  return (
    first && {
      /** At `/`; undefined: the first of the others is. */
      home: own.includes(overview) ? OverviewPage : undefined,
      first: first.navigation.to,
      routes: own.map(({ routes }) => routes),
      navigation: own.map(({ navigation }) => navigation),
    }
  );
}
