import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import PrintOutlined from '@mui/icons-material/PrintOutlined';
import { Alert, Box, Button, Card, Checkbox, FormControlLabel, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { CopyButton } from '../../components/CopyButton';
import { useTexts } from '../../i18n/texts';
import { useServiceName } from '../../components/useServiceName';
import { useMe } from '../../session/me';

/** Shown this once: to be kept before going on. */
export function BackupCodes({ codes, onSaved }: { codes: string[]; onSaved: () => void }) {
  const { t } = useTexts();
  const { login } = useMe();
  const [isSaved, setSaved] = useState(false);
  const service = useServiceName();
  const heading = t('setup.codesFor', { login, service });
  const text = `${heading}\n\n${codes.join('\n')}\n`;

  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${service}-${t('setup.fileName')}.txt`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Card sx={{ p: { xs: 2, sm: 4 } }}>
      <Stack sx={{ gap: 2.5 }}>
        <div>
          <Typography variant="h2">{t('setup.codesTitle')}</Typography>
          <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
            {t('setup.codesText')}
          </Typography>
        </div>
        <Box
          className="printed"
          sx={{ bgcolor: 'background.sunken', borderRadius: '12px', p: { xs: 2, sm: 3 } }}
        >
          <Typography variant="body2" sx={{ display: 'none', '@media print': { display: 'block', mb: 2 } }}>
            {heading}
          </Typography>
          <Box
            component="ul"
            aria-label={t('setup.codesList')}
            sx={{
              listStyle: 'none',
              m: 0,
              p: 0,
              display: 'grid',
              gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' },
              columnGap: 4,
              rowGap: 1,
              fontFamily: (theme) => theme.typography.monospace,
              fontSize: '1rem',
            }}
          >
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </Box>
        </Box>
        <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
          <CopyButton text={text} label={t('setup.copyCodes')} />
          <Button
            variant="outlined"
            color="secondary"
            size="small"
            startIcon={<DownloadOutlined />}
            onClick={download}
          >
            {t('setup.download')}
          </Button>
          <Button
            variant="outlined"
            color="secondary"
            size="small"
            startIcon={<PrintOutlined />}
            onClick={() => window.print()}
          >
            {t('setup.print')}
          </Button>
        </Stack>
        <Alert severity="warning">{t('setup.onlyOnce')}</Alert>
        <FormControlLabel
          control={<Checkbox checked={isSaved} onChange={(event) => setSaved(event.target.checked)} />}
          label={t('setup.saved')}
        />
        <div>
          <Button variant="contained" size="large" disabled={!isSaved} onClick={onSaved}>
            {t('common.done')}
          </Button>
        </div>
      </Stack>
    </Card>
  );
}
