import { useQuery } from '@tanstack/react-query';
import { useBrand } from '../api/brand';
import { publicSettingsQuery } from '../api/public-settings';
import { useTexts } from '../i18n/texts';

/** What this service calls itself; empty until it is known, so that no other name flashes by. */
export function useServiceName(): string {
  const { t } = useTexts();
  const { name } = useBrand();
  const { isError } = useQuery(publicSettingsQuery);
  return name === '' && isError ? t('product') : name;
}
