import { LatchkeyError } from '#client/errors';
import type { Explain } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';

export const LONGEST_NAME = 64;

/** Tells what the name of a group can be where one is refused. */
export function useNameRule(): Explain {
  const { t } = useTexts();
  return (error) => {
    const isOfName =
      error instanceof LatchkeyError && error.code === 'BAD_USER_INPUT' && error.details.field === 'name';
    return isOfName ? t('admin.groups.nameRule') : undefined;
  };
}
