import { Box, Button, Card, Link, Stack, Typography, useMediaQuery } from '@mui/material';
import type { BeginAuthenticatorAppSetupMutation } from '#client/operations';
import { CodeProof } from '../../components/CodeProof';
import { CopyButton } from '../../components/CopyButton';
import { useTexts } from '../../i18n/texts';

export type Setup = BeginAuthenticatorAppSetupMutation['beginAuthenticatorAppSetup'];

// Where the app is most likely on the device itself.
const PHONE = '(pointer: coarse), (max-width: 599px)';

/** The picture is for a phone to scan; on a phone, the app is opened from the page. */
export function LinkApp(props: {
  setup: Setup;
  onCode: (code: string) => Promise<void>;
  onCancel: () => void;
  cancel: string;
}) {
  const { t } = useTexts();
  const { otpauthUri } = props.setup;
  const isPhone = useMediaQuery(PHONE, { noSsr: true });
  const open = (
    <Link href={otpauthUri} variant="body2">
      {t('setup.openApp')}
    </Link>
  );
  const picture = <QrCode setup={props.setup} />;
  const steps = (
    <Stack sx={{ gap: 3, minWidth: 0 }}>
      <div>
        <Typography variant="h2">{t(isPhone ? 'setup.openTitle' : 'setup.scanTitle')}</Typography>
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
          {t(isPhone ? 'setup.openText' : 'setup.scanText')}
        </Typography>
        {isPhone && (
          <Button href={otpauthUri} variant="contained" size="large" fullWidth sx={{ mt: 2 }}>
            {t('setup.openApp')}
          </Button>
        )}
      </div>
      <Secret setup={props.setup} title={t(isPhone ? 'setup.secretInstead' : 'setup.secretTitle')} />
      {isPhone && (
        <Box component="details">
          <Box component="summary" sx={{ cursor: 'pointer', py: 0.5, mb: 1 }}>
            {t('setup.scanElsewhere')}
          </Box>
          {picture}
        </Box>
      )}
      <div>
        <Typography variant="h2" sx={{ mb: 1.5 }}>
          {t('setup.confirmTitle')}
        </Typography>
        <Box sx={{ maxWidth: 360 }}>
          <CodeProof isLocked={false} onCode={props.onCode} />
        </Box>
      </div>
      <div>
        <Button color="secondary" variant="outlined" onClick={props.onCancel}>
          {props.cancel}
        </Button>
      </div>
    </Stack>
  );
  return (
    <Card sx={{ p: { xs: 2, sm: 4 } }}>
      {isPhone ? (
        steps
      ) : (
        <Box
          sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '240px 1fr' }, gap: { xs: 3, md: 5 } }}
        >
          <Stack sx={{ alignItems: 'center', gap: 1.5 }}>
            {picture}
            {open}
          </Stack>
          {steps}
        </Box>
      )}
    </Card>
  );
}

function QrCode({ setup }: { setup: Setup }) {
  const { t } = useTexts();
  return (
    <Box
      component="img"
      src={setup.qrCode}
      alt={t('setup.qrCode')}
      sx={{
        width: 220,
        height: 220,
        bgcolor: '#fff',
        p: 1,
        borderRadius: '12px',
        border: 1,
        borderColor: 'divider',
      }}
    />
  );
}

function Secret({ setup: { secret }, title }: { setup: Setup; title: string }) {
  const { t } = useTexts();
  const groups = secret.match(/.{1,4}/g)?.join(' ') ?? secret;
  return (
    <div>
      <Typography variant="h3" component="h3">
        {title}
      </Typography>
      <Stack direction="row" sx={{ mt: 1, gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <Box
          component="code"
          aria-label={t('setup.secretLabel')}
          sx={{
            fontFamily: (theme) => theme.typography.monospace,
            fontSize: '0.9375rem',
            letterSpacing: '0.03em',
            bgcolor: 'background.sunken',
            borderRadius: '8px',
            px: 1.5,
            py: 1,
          }}
        >
          {groups}
        </Box>
        <CopyButton text={secret} label={t('setup.copySecret')} />
      </Stack>
    </div>
  );
}
