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

  program
    .command('oidc-keys:rotate')
    .summary('makes new keys that sign ID tokens')
    .description(
      'Makes new keys that sign ID tokens. They are published at once and sign a day later, when applications know them; the ones before go on verifying for a month. With --at-once they sign now, and the ones before are withdrawn, since somebody may have come by them.',
    )
    .option('--at-once', 'have them sign now, and withdraw the ones before')
    .action(({ atOnce = false }) => onServices((services) => rotateOidcKeys(services, atOnce)));
};

async function rotateOidcKeys({ oidcKeys }: Services, atOnce: boolean): Promise<Result> {
  const made = await oidcKeys.rotate(ACTOR, atOnce);
  const keys = made.map(({ id, algorithm, signsFrom }) => ({
    id,
    algorithm,
    signsFrom: new Date(signsFrom).toISOString(),
  }));
  return {
    data: { keys },
    lines: keys.map(({ id, algorithm, signsFrom }) => `${algorithm} ${id} signs from ${signsFrom}.`),
  };
}

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
