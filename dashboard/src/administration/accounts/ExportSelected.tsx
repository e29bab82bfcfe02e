import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import { Button, Typography } from '@mui/material';
import { root } from '../../api/root';
import { useTexts } from '../../i18n/texts';

/** As many ids as an address may hold wherever there is a proxy in front. */
const MOST = 200;

/** Downloads the ticked accounts, one's own too. */
export function ExportSelected({ ids }: { ids: readonly string[] }) {
  const { t } = useTexts();
  if (ids.length > MOST) {
    return <Typography variant="body2">{t('admin.bulk.exportMost', { most: MOST })}</Typography>;
  }
  return (
    <Button
      component="a"
      href={`${root}export/accounts.csv?ids=${ids.join(',')}`}
      download
      size="small"
      color="secondary"
      startIcon={<DownloadOutlined />}
    >
      {t('admin.bulk.export')}
    </Button>
  );
}
