import { useTexts } from '../../i18n/texts';

// The server counts no further.
const MOST_COUNTED = 10_000;

/** How many members there are, or that there are more than are counted. */
export function useMemberCount(): (count: number) => string {
  const { language } = useTexts();
  const format = new Intl.NumberFormat(language);
  return (count) => (count < MOST_COUNTED ? format.format(count) : `${format.format(MOST_COUNTED)}+`);
}
