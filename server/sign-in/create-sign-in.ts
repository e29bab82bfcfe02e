import type { Accounts } from '../accounts/create-accounts.js';
import type { Ground } from '../accounts/ground.js';
import type { FactorWing } from '../factors/registry.js';
import type { Platform } from '../platform/create-platform.js';
import type { Sessions } from '../sessions/create-sessions.js';
import { Challenges } from './challenges.js';
import { Completion } from './completion.js';
import { PasswordResetResolver } from './password-reset/password-reset.resolver.js';
import { PasswordResetService } from './password-reset/password-reset.service.js';
import { ResetLinksService } from './password-reset/reset-links.service.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import { ReauthenticationResolver } from './reauthentication.resolver.js';
import { ReauthenticationService } from './reauthentication.service.js';
import { codeResolversOf, SecondStepResolver } from './second-step.resolver.js';
import { SecondStepService } from './second-step.service.js';
import { SignInResolver } from './sign-in.resolver.js';
import { SignInService } from './sign-in.service.js';

/** From a password, or a passkey, to a session; and proving it again. */
export function createSignIn({
  ground,
  platform: { laterWrites },
  accounts: { accounts, contacts, passwords, rules, standing, throttle, hasher },
  sessions: { devices, tokens, proofs },
  factors: { factors, passkeys, plugins },
  options,
}: {
  ground: Ground;
  platform: Pick<Platform, 'laterWrites'>;
  accounts: Accounts;
  sessions: Sessions;
  factors: Pick<FactorWing, 'factors' | 'passkeys' | 'plugins'>;
  options: { publicUrl: string; mailConfigured: boolean };
}) {
  const challenges = new Challenges(ground.database, ground.clock);
  const completion = new Completion({ ...ground, accounts, devices, tokens, later: laterWrites });
  const signIn = new SignInService({
    ...ground,
    throttle,
    passwords,
    challenges,
    factors,
    completion,
    hasher,
  });
  const secondStep = new SecondStepService({
    ...ground,
    throttle,
    accounts,
    challenges,
    factors,
    completion,
    hasher,
  });
  const passkeySignIn = new PasskeySignInService({
    ...ground,
    throttle,
    accounts,
    standing,
    passkeys,
    completion,
  });
  const reauthentication = new ReauthenticationService({
    ...ground,
    passwords,
    factors,
    proofs,
    throttle,
    hasher,
  });
  const resetLinks = new ResetLinksService({
    ...ground,
    passwords,
    contacts,
    throttle,
    later: laterWrites,
    options,
  });
  const passwordReset = new PasswordResetService({
    ...ground,
    links: resetLinks,
    accounts,
    factors,
    throttle,
    hasher,
    rules,
    later: laterWrites,
  });
  return {
    challenges,
    signIn,
    secondStep,
    passkeySignIn,
    reauthentication,
    resetLinks,
    passwordReset,
    sweeps: {
      challenges: () => challenges.sweepExpired(),
      passwordResets: () => resetLinks.sweepExpired(),
    },
    resolvers: [
      new SignInResolver(signIn, passkeySignIn),
      new SecondStepResolver(secondStep),
      new ReauthenticationResolver(reauthentication),
      new PasswordResetResolver(resetLinks, passwordReset),
      ...codeResolversOf(plugins).map((CodeResolver) => new CodeResolver(secondStep)),
    ],
  };
}
