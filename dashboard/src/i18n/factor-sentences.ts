import type { TextKey } from './catalogue';
import { counted, type Details, filled, type Say } from './sentence-parts';
import type { Translate } from './translator';

/** What ends with a factor. */
export function ended(details: Details, t: Translate): (string | null)[] {
  const { trustedDevices, backupCodes } = (details['ended'] ?? {}) as Details;
  return [
    counted(t, 'told.ended.trustedDevices', trustedDevices),
    counted(t, 'told.ended.backupCodes', backupCodes),
  ];
}

export const keyOf =
  (key: TextKey): Say =>
  (details, { t }) => [
    filled(t, key, { name: details['name'] }),
    filled(t, 'told.key.model', { model: details['model'] }),
    ...ended(details, t),
  ];

const LOST = ['authenticatorApp', 'securityKey', 'backupCodes'] as const;

export const lost: Say = (details, { t }) => {
  const known = LOST.find((each) => each === details['factor']);
  return [
    known === undefined
      ? null
      : known === 'securityKey'
        ? filled(t, 'told.lost.securityKey', { name: details['name'] })
        : t(`told.lost.${known}`),
    filled(t, 'told.key.model', { model: details['model'] }),
    details['last'] === true && t('told.lost.last'),
    counted(t, 'told.sessionsEnded', ((details['ended'] ?? {}) as Details)['sessions']),
    ...ended(details, t),
  ];
};
