import { counted, present } from '../../i18n/sentence-parts';
import type { Translate } from '../../i18n/translator';

/** What a job came to. */
export function resultSentences(result: unknown, t: Translate): string[] {
  if (result === null || typeof result !== 'object') return [];
  const { rows, sent, failed, forgotten, sealed, rotated } = result as Record<string, unknown>;
  const removed = Object.values((rows ?? {}) as Record<string, number>).reduce((sum, each) => sum + each, 0);
  const sentences = present([
    counted(t, 'told.result.removed', removed),
    counted(t, 'told.result.sent', sent),
    counted(t, 'told.result.failed', failed),
    counted(t, 'told.result.forgotten', forgotten),
    counted(t, 'told.result.sealed', sealed),
    rotated === true && t('told.result.rotated'),
  ]);
  return sentences.length > 0 ? sentences : [t('told.result.nothing')];
}
