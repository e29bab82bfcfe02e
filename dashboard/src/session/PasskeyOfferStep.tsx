import FingerprintOutlined from '@mui/icons-material/FingerprintOutlined';
import { Alert, Box, Button, Stack, Typography } from '@mui/material';
import type { Me, PasskeyOffer } from '../api/session';
import { useTexts } from '../i18n/texts';
import { SignInFrame } from '../sign-in/SignInFrame';
import { ReauthenticationDialog } from './ReauthenticationDialog';
import { usePasskeyAnswers } from './usePasskeyAnswers';

/** A step on the way to an application, which one may always skip. */
export default function PasskeyOfferStep(props: {
  me: Me;
  application: string | undefined;
  offer: Exclude<PasskeyOffer, 'none' | 'due' | 'deciding' | 'created'>;
}) {
  const { me, application, offer } = props;
  const { t } = useTexts();
  const { isBusy, refusal, create, undo, later, never, close } = usePasskeyAnswers(me);
  const goOn = application === undefined ? t('common.continue') : t('usedCode.goOn', { application });
  return (
    <SignInFrame>
      <Stack sx={{ gap: 2.25 }}>
        <Box sx={{ color: 'primary.main', display: 'flex', '& svg': { fontSize: 40 } }}>
          <FingerprintOutlined />
        </Box>
        {offer === 'ask' ? (
          <>
            <Typography variant="h1">{t('passkeyOffer.title')}</Typography>
            <Typography color="textSecondary">{t('passkeyOffer.text')}</Typography>
            {refusal !== null && <Alert severity="error">{refusal}</Alert>}
            <Button variant="contained" size="large" autoFocus loading={isBusy} onClick={create}>
              {t('passkeyOffer.create')}
            </Button>
            <Button variant="outlined" color="secondary" size="large" onClick={later}>
              {t('passkeyOffer.later')}
            </Button>
            <Button color="secondary" onClick={never}>
              {t('passkeyOffer.never')}
            </Button>
          </>
        ) : (
          <>
            <Typography variant="h1">
              {t(typeof offer === 'object' ? 'passkeyOffer.savedTitle' : 'usedCode.title')}
            </Typography>
            <Typography color="textSecondary">
              {typeof offer === 'object'
                ? t('passkeyOffer.savedText', { name: offer.name })
                : t('passkeyOffer.known')}
            </Typography>
            {refusal !== null && <Alert severity="error">{refusal}</Alert>}
            <Button variant="contained" size="large" autoFocus onClick={close}>
              {goOn}
            </Button>
            {typeof offer === 'object' && (
              <Button color="secondary" loading={isBusy} onClick={() => undo(offer.id)}>
                {t('passkeyOffer.undo')}
              </Button>
            )}
          </>
        )}
      </Stack>
      {/* After a sign-in on a trusted device. */}
      <ReauthenticationDialog me={me} />
    </SignInFrame>
  );
}
