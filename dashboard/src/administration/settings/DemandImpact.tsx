import { Alert, Button } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { UnprotectedAccountsDocument } from '#client/operations';
import { send } from '../../api/send';
import { useTexts } from '../../i18n/texts';
import { useMe } from '../../session/me';
import { demandsAnew, type Settings, shortensGrace } from './settings-rules';

const USUAL_GRACE_DAYS = 14;

/** Whom a demand would shut out at their next click, before it is saved; and how long they should rather be given. */
export function DemandImpact(props: {
  stored: Settings;
  draft: Settings;
  onGraceDays: (days: number) => void;
}) {
  const { t } = useTexts();
  const { role, twoFactor } = useMe();
  const { stored, draft } = props;
  const isAsked = demandsAnew(stored, draft);
  const { data: unprotected } = useQuery({
    queryKey: ['unprotected-accounts'],
    queryFn: async () => (await send(UnprotectedAccountsDocument)).overview.protection,
    enabled: isAsked,
  });
  if (!isAsked || !unprotected) return null;
  const isOfAll = draft.requireTwoFactor === 'EVERYONE';
  const count = isOfAll ? unprotected.unprotected : unprotected.administratorsUnprotected;
  if (count === 0) return null;
  const days = draft.enrolmentGraceDays;
  const isShorter = shortensGrace(stored, draft);
  const isOwnAmongThem = !twoFactor.enabled && (isOfAll || role !== 'USER');
  const text = [
    t(isOwnAmongThem ? 'admin.settings.impact.ownToo' : 'admin.settings.impact.others', {
      smart_count: count,
    }),
    days === 0
      ? t('admin.settings.impact.now')
      : t(isShorter ? 'admin.settings.impact.shorter' : 'admin.settings.impact.later', { smart_count: days }),
  ].join(' ');
  return (
    <Alert
      severity={days === 0 ? 'error' : isShorter ? 'warning' : 'info'}
      sx={{ width: '100%', '& .MuiAlert-message': { flex: 1 } }}
    >
      {text}
      {days === 0 && (
        <div>
          <Button
            size="small"
            color="inherit"
            variant="outlined"
            sx={{ mt: 1 }}
            onClick={() => props.onGraceDays(USUAL_GRACE_DAYS)}
          >
            {t('admin.settings.impact.allow', { smart_count: USUAL_GRACE_DAYS })}
          </Button>
        </div>
      )}
    </Alert>
  );
}
