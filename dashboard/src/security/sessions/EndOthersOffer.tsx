import { Alert, Button } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { MyTokensDocument, RevokeOtherTokensDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { hasChangedFactors } from '../../api/session';
import { useStored } from '../../api/store';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';

/** After a change of factors: somebody who is signed in elsewhere may be the reason for it. */
export function EndOthersOffer() {
  const { t } = useTexts();
  const isTime = useStored(hasChangedFactors);
  const { isBusy, run } = useAction();
  const { data: tokens = [] } = useQuery({
    queryKey: ['my-tokens'],
    queryFn: async () => (await send(MyTokensDocument)).myTokens,
    enabled: isTime,
  });
  const others = tokens.filter(({ current }) => !current).length;
  if (!isTime || others === 0) return null;
  const close = () => hasChangedFactors.set(false);
  const end = async () => {
    const ending = async () => {
      await send(RevokeOtherTokensDocument);
      await queryClient.invalidateQueries();
    };
    if (await run(ending, t('devices.othersEnded'))) close();
  };
  return (
    <Alert severity="info" sx={{ mb: 2.5 }} onClose={close} closeText={t('common.close')}>
      {t('security.endOthers', { smart_count: others })}
      <div>
        <Button size="small" loading={isBusy} onClick={() => void end()} sx={{ mt: 1, ml: -1.5 }}>
          {t('devices.endOthers')}
        </Button>
      </div>
    </Alert>
  );
}
