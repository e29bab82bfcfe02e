import type { KeyReport } from '../administration/key-rotation/key-rotation.service.js';
import { NEVER_EXPIRES } from '../platform/encryption/key-check.entity.js';
import type { Services } from '../app/services.js';
import { ACTOR, type Family, type Result } from './command.js';

export const keysCommand: Family = (program, { onServices }) => {
  program
    .command('keys:rotate')
    .summary('seals all secrets with a new SECRET_KEY')
    .description(
      'With SECRET_KEY=new,old, while servers run with the same, seals all secrets with the new key, and says when nothing needs the old one any more.',
    )
    .action(() => onServices(rotateKeys));
};

async function rotateKeys({ keyRotation }: Services): Promise<Result> {
  const rotation = await keyRotation.rotate(ACTOR);
  const { resealed, unreadable } = rotation;
  return {
    data: rotation,
    lines: [
      `${resealed} records sealed anew with the current key.`,
      ...(unreadable > 0
        ? [`${unreadable} records are sealed with a key that SECRET_KEY does not hold.`]
        : []),
      ...rotation.keys.map(describe),
    ],
    failed: unreadable > 0,
  };
}

function describe({ keyId, current, records, appPasswords, signedUntil, retirable }: KeyReport): string {
  if (current) return `${keyId}: current`;
  if (retirable) return `${keyId}: unused, may leave SECRET_KEY`;
  const uses = [
    records > 0 ? `${records} records` : '',
    appPasswords > 0 ? `${appPasswords} app passwords, until they are next used` : '',
    signedUntil === null ? '' : `signed tokens, ${untilText(signedUntil)}`,
  ];
  return `${keyId}: still needed for ${uses.filter(Boolean).join('; ')}`;
}

const untilText = (time: number): string =>
  time === NEVER_EXPIRES
    ? 'which do not expire'
    : `the last of which expires by ${new Date(time).toISOString()}`;
