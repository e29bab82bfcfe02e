import { Skeleton } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type AppPasswordsOfQuery, AppPasswordsOfDocument } from '#client/operations';
import { send } from '../../api/send';
import { listed, working } from '../../components/ending-app-passwords';
import { useTexts } from '../../i18n/texts';

const AT_ONCE = 100;

async function appPasswordsOf(ids: readonly string[]): Promise<AppPasswordsOfQuery['accounts']['items']> {
  const accounts = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    accounts.push(
      ...(await send(AppPasswordsOfDocument, { ids: ids.slice(from, from + AT_ONCE) })).accounts.items,
    );
  }
  return accounts;
}

/** How many app passwords of these accounts stop working, and whose they are. */
export function EndingAppPasswords({ ids }: { ids: readonly string[] }) {
  const { t } = useTexts();
  const { data: accounts, isError } = useQuery({
    queryKey: ['app-passwords-of', ids],
    queryFn: () => appPasswordsOf(ids),
    staleTime: 0,
  });
  if (isError) return t('admin.bulk.appPasswordsUnknown');
  if (!accounts) return <Skeleton />;
  const concerned = accounts
    .map(({ login, appPasswords }) => ({ login, names: working(appPasswords).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0);
  const count = concerned.reduce((sum, { names }) => sum + names.length, 0);
  if (count === 0) return t('admin.bulk.noAppPasswords');
  const each = concerned.map(({ login, names }) => `${login} (${names.join(', ')})`);
  return t('admin.bulk.appPasswords', { smart_count: count, names: listed(t, each) });
}
