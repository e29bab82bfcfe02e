import type { Services } from '../app/services.js';
import { accountNamed, ACTOR, type Family, type Result } from './command.js';

export const twoFactorCommands: Family = (program, { onServices }) => {
  program
    .command('two-factor:reset')
    .summary('removes factors, backup codes, trust and tokens')
    .description('Removes the account’s factors, backup codes, trusted devices and tokens.')
    .argument('<login>')
    .action((login) => onServices((services) => resetTwoFactor(services, login)));

  program
    .command('recovery-code:issue')
    .summary('issues a code in place of a lost second factor')
    .description(
      'Issues a code in place of a lost second factor. It is shown once, and good once and for 24 hours.',
    )
    .argument('<login>')
    .action((login) => onServices((services) => issueRecoveryCode(services, login)));
};

async function resetTwoFactor(services: Services, typed: string): Promise<Result> {
  const { id, login } = await accountNamed(services, typed);
  await services.twoFactor.reset(ACTOR, id);
  return {
    data: { id, login },
    lines: [`${login} now signs in by password alone and can set up a second factor anew.`],
  };
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
