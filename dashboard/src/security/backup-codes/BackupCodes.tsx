import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import PrintOutlined from '@mui/icons-material/PrintOutlined';
import { Alert, Box, Button, Card, Checkbox, FormControlLabel, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { ConfirmBackupCodesDocument } from '#client/operations';
import { codeOf } from '../../api/client';
import { root } from '../../api/root';
import { send } from '../../api/send';
import { CopyButton } from '../../components/CopyButton';
import { useAction } from '../../components/useAction';
import { useUnsaved } from '../../components/useUnsaved';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import { useServiceName } from '../../components/useServiceName';
import { useMe } from '../../session/me';

/** What the server says of codes in whose place are others by now, or none. */
const OUTDATED = new Set(['CHALLENGE_EXPIRED', 'INVALID_CODE']);

/**
 * Shown this once: to be kept before going on. They are good once that is confirmed, and until then the ones before are.
 * `onConfirmed` leads on, `onAgain` to new ones where these can no longer be confirmed.
 */
export function BackupCodes(props: {
  codes: string[];
  onConfirmed: () => unknown;
  onAgain: () => Promise<unknown>;
}) {
  const { codes } = props;
  const { t } = useTexts();
  const { login } = useMe();
  const [isSaved, setSaved] = useState(false);
  const { isBusy, run, error, refusal } = useAction({
    inPlace: true,
    explain: (thrown) => (OUTDATED.has(codeOf(thrown) ?? '') ? t('setup.codesOutdated') : undefined),
  });
  const isOutdated = OUTDATED.has(codeOf(error) ?? '');
  useUnsaved(isBusy || isOutdated ? null : 'codes');
  const service = useServiceName();
  const { date } = useTimes();
  // What a paper has to say that is found years later.
  const lines = [
    t('setup.codesFor', { login, service }),
    t('setup.codesMade', {
      date: date(new Date().toISOString()),
      address: new URL(root, window.location.origin).href,
    }),
  ];
  const text = `${lines.join('\n')}\n\n${codes.join('\n')}\n`;

  const confirm = () =>
    run(async () => {
      await send(ConfirmBackupCodesDocument, { code: codes[0] ?? '' });
      await props.onConfirmed();
    });
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${service}-${t('setup.fileName')}.txt`;
    link.click();
    URL.revokeObjectURL(url);
    // A file is kept; what was copied or sent to a printer may not be.
    setSaved(true);
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
          <Box sx={{ display: 'none', '@media print': { display: 'block', mb: 2 } }}>
            {lines.map((line) => (
              <Typography key={line} variant="body2">
                {line}
              </Typography>
            ))}
          </Box>
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
        <Alert severity="warning">
          {t('setup.onlyOnce')} {t('setup.notYet')}
        </Alert>
        <FormControlLabel
          control={<Checkbox checked={isSaved} onChange={(event) => setSaved(event.target.checked)} />}
          label={t('setup.saved')}
        />
        {refusal !== null && (
          <Alert severity="error">
            {refusal}
            {isOutdated && (
              <div>
                <Button
                  color="inherit"
                  size="small"
                  variant="outlined"
                  sx={{ mt: 1 }}
                  onClick={() => void props.onAgain()}
                >
                  {t('security.backup.generate')}
                </Button>
              </div>
            )}
          </Alert>
        )}
        <div>
          <Button
            variant="contained"
            size="large"
            loading={isBusy}
            disabled={!isSaved || isOutdated}
            onClick={() => void confirm()}
          >
            {t('common.done')}
          </Button>
        </div>
      </Stack>
    </Card>
  );
}
