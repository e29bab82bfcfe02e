import { Alert, AlertTitle, Button, Stack, Typography } from '@mui/material';
import { useTexts } from '../i18n/texts';
import { useMe } from './me';
import { usePasskeyAnswers } from './usePasskeyAnswers';
import { usePasskeyOffer } from './usePasskeyOffer';

const PLACE = { maxWidth: 820, mx: 'auto', mb: 2.5 };

/** Above the pages of whoever has signed in by password, until they answer. */
export function PasskeyOfferNotice() {
  const { t } = useTexts();
  const me = useMe();
  const offer = usePasskeyOffer(me);
  const { isBusy, refusal, create, undo, later, never, close } = usePasskeyAnswers(me);
  if (offer === 'none' || offer === 'due' || offer === 'deciding') return null;
  const closing = { closeText: t('common.close'), onClose: close };
  if (offer === 'known' || offer === 'created') {
    return (
      <Alert severity={offer === 'known' ? 'info' : 'success'} sx={PLACE} {...closing}>
        {t(`passkeyOffer.${offer}`)}
      </Alert>
    );
  }
  const isSaved = offer !== 'ask';
  return (
    <Alert severity={isSaved ? 'success' : 'info'} sx={PLACE} {...(isSaved && closing)}>
      <AlertTitle sx={{ fontWeight: 620, mb: 0.25 }}>
        {t(isSaved ? 'passkeyOffer.savedTitle' : 'passkeyOffer.title')}
      </AlertTitle>
      <Typography variant="body2">
        {isSaved ? t('passkeyOffer.savedText', { name: offer.name }) : t('passkeyOffer.text')}
      </Typography>
      {refusal !== null && (
        <Alert severity="error" sx={{ mt: 1.5 }}>
          {refusal}
        </Alert>
      )}
      <Stack direction="row" sx={{ gap: 1, mt: 1.5, flexWrap: 'wrap' }}>
        {isSaved ? (
          <Button size="small" variant="outlined" loading={isBusy} onClick={() => undo(offer.id)}>
            {t('passkeyOffer.undo')}
          </Button>
        ) : (
          <>
            <Button size="small" variant="contained" loading={isBusy} onClick={create}>
              {t('passkeyOffer.create')}
            </Button>
            <Button size="small" color="secondary" onClick={later}>
              {t('passkeyOffer.later')}
            </Button>
            <Button size="small" color="secondary" onClick={never}>
              {t('passkeyOffer.never')}
            </Button>
          </>
        )}
      </Stack>
    </Alert>
  );
}
