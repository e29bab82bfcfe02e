import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Alert, Button } from '@mui/material';
import { useState } from 'react';
import { codeOf } from '../api/client';
import { errorText } from '../i18n/errors';
import { useTexts } from '../i18n/texts';
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
  const [isWaiting, setWaiting] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const ask = async () => {
    setWaiting(true);
    setError(null);
    try {
      await props.onResponse(await askKey(await props.begin()));
    } catch (thrown) {
      if (thrown instanceof KeyRefused) setError(t(refusalOf(thrown)));
      else setError(codeOf(thrown) === 'INVALID_CODE' ? t('signIn.key.refused') : errorText(t, thrown));
    } finally {
      setWaiting(false);
    }
  };
  return (
    <>
      {error !== null && <Alert severity="error">{error}</Alert>}
      <Button
        variant="contained"
        size="large"
        autoFocus
        startIcon={<KeyOutlined />}
        loading={isWaiting}
        loadingPosition="start"
        onClick={() => void ask()}
      >
        {t(isWaiting ? 'signIn.key.waiting' : error === null ? 'signIn.key.start' : 'common.retry')}
      </Button>
    </>
  );
}
