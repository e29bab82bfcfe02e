import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Alert, Button } from '@mui/material';
import { codeOf } from '../api/client';
import { useTexts } from '../i18n/texts';
import { useAction } from './useAction';
import { askKey, KEY_REFUSALS, KeyRefused } from './webauthn';

/** Browsers say no more of a key that does not belong to the account than of a request that was cancelled. */
const refusalOf = ({ reason }: KeyRefused) =>
  reason === 'cancelled' ? 'signIn.key.failed' : KEY_REFUSALS[reason];

/** A security key or passkey; cancelled or failed, it can be asked again. */
export function KeyProof(props: {
  begin: () => Promise<unknown>;
  onResponse: (response: unknown) => Promise<void>;
}) {
  const { t } = useTexts();
  const {
    isBusy: isWaiting,
    run,
    refusal,
    again,
  } = useAction({
    inPlace: true,
    explain: (error) => {
      if (error instanceof KeyRefused) return t(refusalOf(error));
      return codeOf(error) === 'INVALID_CODE' ? t('signIn.key.refused') : undefined;
    },
  });
  const ask = () => run(async () => props.onResponse(await askKey(await props.begin())));
  return (
    <>
      {refusal !== null && <Alert severity="error">{refusal}</Alert>}
      <Button
        ref={again}
        variant="contained"
        size="large"
        autoFocus
        startIcon={<KeyOutlined />}
        loading={isWaiting}
        loadingPosition="start"
        onClick={() => void ask()}
      >
        {t(isWaiting ? 'signIn.key.waiting' : refusal === null ? 'signIn.key.start' : 'common.retry')}
      </Button>
    </>
  );
}
