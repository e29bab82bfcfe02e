import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import { Button } from '@mui/material';
import { root } from '../../api/root';
import { useTexts } from '../../i18n/texts';
import { useFilters } from './filters';

/** Downloads all that the filters match. */
export function ExportButton({ name }: { name: 'accounts' | 'audit' }) {
  const { t } = useTexts();
  const { values } = useFilters();
  const query = new URLSearchParams(Object.entries(values).map(([field, value]) => [field, String(value)]));
  return (
    <Button
      component="a"
      href={`${root}export/${name}.csv?${query.toString()}`}
      download
      color="secondary"
      startIcon={<DownloadOutlined />}
    >
      {t('admin.list.export')}
    </Button>
  );
}
