import { useQuery } from '@tanstack/react-query';
import { publicSettingsQuery } from '../api/public-settings';
import { useTexts } from '../i18n/texts';

/** What this service calls itself; empty until it is known, so that no other name flashes by. */
export function useServiceName(): string {
  const { t } = useTexts();
  const { data, isError } = useQuery(publicSettingsQuery);
  return data?.serviceName ?? (isError ? t('product') : '');
}
