import { useTexts } from '../../i18n/texts';
import type { Recipe } from './recipes';

/** What a recipe's program is called. */
export function useProgramName(): (recipe: Recipe) => string {
  const { t } = useTexts();
  return ({ program }) => program ?? t('admin.applications.otherProgram');
}
