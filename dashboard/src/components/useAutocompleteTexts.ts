import { useTexts } from '../i18n/texts';

/** What a field with a list of choices says: its buttons say of which field they are. */
export function useAutocompleteTexts(label: string) {
  const { t } = useTexts();
  return {
    openText: `${t('common.open')}: ${label}`,
    closeText: `${t('common.close')}: ${label}`,
    clearText: `${t('common.clear')}: ${label}`,
    loadingText: `${t('common.loading')} …`,
    noOptionsText: t('common.noOptions'),
  };
}
