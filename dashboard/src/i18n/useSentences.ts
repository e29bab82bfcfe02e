import { sentencesOf } from './sentences';
import { useTexts } from './texts';
import { useTimes } from './times';

/** Says what the audit log tells of an event beyond its name. */
export function useSentences(): (event: { action: string; details: unknown }) => string[] {
  const { t, catalogue } = useTexts();
  const { moment } = useTimes();
  return ({ action, details }) => sentencesOf(action, details, { t, catalogue, moment });
}
