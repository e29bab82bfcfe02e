import { Skeleton } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { AppPasswordsOfDocument } from '#client/operations';
import { send } from '../../api/send';
import { listed, working } from '../../components/ending-app-passwords';
import { useTexts } from '../../i18n/texts';
import { byHundreds } from './by-hundreds';

/** How many app passwords of these accounts stop working, and whose they are. */
export function EndingAppPasswords({ ids }: { ids: readonly string[] }) {
  const { t } = useTexts();
  const { data: accounts, isError } = useQuery({
    queryKey: ['app-passwords-of', ids],
    queryFn: () =>
      byHundreds(ids, async (some) => (await send(AppPasswordsOfDocument, { ids: some })).accounts.items),
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
