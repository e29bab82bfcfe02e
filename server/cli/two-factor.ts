import type { Services } from '../app/services.js';
import { HOURS, USES } from '../factors/bypass-codes/bypass-codes.service.js';
import { accountNamed, ACTOR, type Family, type Result, UsageError, wholeNumber } from './command.js';

export const twoFactorCommands: Family = (program, { onServices }) => {
  program
    .command('two-factor:reset')
    .summary('removes factors, backup codes, trust and tokens')
    .description('Removes the account’s factors, backup codes, trusted devices and tokens.')
    .argument('<login>')
    .action((login) => onServices((services) => resetTwoFactor(services, login)));

  program
    .command('two-factor:remove-lost')
    .summary('removes one lost factor; the others stay')
    .description(
      'Removes one factor that a person has lost: authenticatorApp, securityKey (by its name or identifier) or backupCodes. The others stay; all trust ends, and so do sessions that rest on such a factor or on a trusted device.',
    )
    .argument('<login>')
    .argument('<factor>')
    .argument('[key]')
    .option('--even-last', 'also if it is the last second factor, so that the password alone is enough')
    .action((login, factor, key, { evenLast = false }) =>
      onServices((services) => removeLost(services, login, factor, key ?? null, evenLast)),
    );

  program
    .command('recovery-code:issue')
    .summary('issues a code in place of a lost second factor')
    .description(
      'Issues a code in place of a lost second factor. It is shown once, and good once and for 24 hours.',
    )
    .argument('<login>')
    .action((login) => onServices((services) => issueRecoveryCode(services, login)));

  program
    .command('bypass-code:issue')
    .summary('issues a temporary code while a second factor is not at hand')
    .description(
      'Issues a temporary code in place of a second factor that is not at hand, such as a phone left at home; factors stay as they are. It is shown once. Sessions that it begins end with it.',
    )
    .argument('<login>')
    .option('--hours <n>', `for how long it is good, from 1 to ${HOURS.most}`, wholeNumber, HOURS.usual)
    .option('--uses <n>', `for how many sign-ins, from 1 to ${USES.most}`, wholeNumber, USES.usual)
    .action((login, { hours, uses }) =>
      onServices((services) => issueBypassCode(services, login, hours, uses)),
    );

  program
    .command('bypass-code:withdraw')
    .summary('withdraws a temporary code, and ends the sessions that it began')
    .argument('<login>')
    .action((login) => onServices((services) => withdrawBypassCode(services, login)));
};

async function resetTwoFactor(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  await services.twoFactor.reset(ACTOR, id);
  return {
    data: { id, login },
    lines: [`${login} now signs in by password alone and can set up a second factor anew.`],
  };
}

async function removeLost(
  services: Services,
  typed: string,
  factor: string,
  key: string | null,
  evenLast: boolean,
): Promise<Result> {
  const { id: accountId, login } = await accountNamed(services, typed);
  const known = services.factors.all.find(({ name }) => name === factor);
  if (!known) {
    throw new UsageError(`factor must be one of ${services.factors.all.map(({ name }) => name).join(', ')}.`);
  }
  const id = key === null ? null : await keyNamed(services, accountId, key);
  const { primaryFactors } = await services.twoFactor.removeLost(ACTOR, accountId, {
    method: known.method,
    id,
    evenLast,
  });
  const lines = [
    primaryFactors === 0
      ? `Removed. It was the last: ${login} now signs in by password alone and can set up a second factor anew.`
      : `Removed. ${login} signs in with the other second factor.`,
  ];
  return { data: { id: accountId, login, factor }, lines };
}

/** By its name, where that is one key's only; else what was typed is its id. */
async function keyNamed({ securityKeys }: Services, accountId: string, typed: string): Promise<string> {
  const named = (await securityKeys.listMany([accountId])).filter(({ name }) => name === typed);
  if (named.length > 1) {
    throw new UsageError(
      `Several keys have this name. Their identifiers: ${named.map(({ id }) => id).join(', ')}.`,
    );
  }
  return named[0]?.id ?? typed;
}

async function issueRecoveryCode(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  const { code, expiresAt } = await services.recoveryCodes.issue(ACTOR, id);
  const until = new Date(expiresAt).toISOString();
  return {
    data: { id, login, code, expiresAt: until },
    lines: [`Recovery code of ${login}, good once until ${until}: ${code}`],
  };
}

async function issueBypassCode(
  services: Services,
  typed: string,
  hours: number,
  uses: number,
): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  const { code, expiresAt } = await services.bypassCodes.issue(ACTOR, id, hours, uses);
  const until = new Date(expiresAt).toISOString();
  const often = uses === 1 ? 'once' : `${uses} times`;
  return {
    data: { id, login, code, uses, expiresAt: until },
    lines: [`Temporary code of ${login}, good ${often} until ${until}: ${code}`],
  };
}

async function withdrawBypassCode(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  await services.bypassCodes.withdraw(ACTOR, id);
  return {
    data: { id, login },
    lines: [`Withdrawn. The sessions of ${login} that it began have ended.`],
  };
}
