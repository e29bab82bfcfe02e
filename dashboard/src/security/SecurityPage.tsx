import { Page } from '../components/Page';
import { useTexts } from '../i18n/texts';

export default function SecurityPage() {
  const { t } = useTexts();
  return <Page title={t('frame.security')}>{null}</Page>;
}
